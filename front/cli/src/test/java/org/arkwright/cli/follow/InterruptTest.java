package org.arkwright.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.arkwright.cli.FakeJob;
import org.arkwright.cli.api.ApiAddress;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.follow.JobFollower.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptTest {
  private final FakeApi api = new FakeApi();
  private final CommandShell shell = new CommandShell();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void interrupt_withoutATerminal_cancels() throws IOException {
    new FakeJob(api, 1, FakeJob.running());
    JobFollower follower = follower(false);

    follower.interrupt();

    assertThat(follower.follow())
        .isInstanceOfSatisfying(
            Outcome.Ended.class, ended -> assertThat(ended.job().exitCode()).isEqualTo(130));
  }

  @Test
  void interrupt_onATerminal_asksAndDetaches() throws IOException {
    new FakeJob(api, 1, FakeJob.running());
    shell.typing("d\n");
    JobFollower follower = follower(true);

    follower.interrupt();

    assertThat(follower.follow()).isEqualTo(new Outcome.Left(false));
    assertThat(shell.err()).contains("Cancel the job (c), detach");
    assertThat(api.requests()).noneMatch(request -> request.line().contains("cancel"));
  }

  @Test
  void interrupt_onATerminal_asksAndCancels() throws IOException {
    new FakeJob(api, 1, FakeJob.running());
    shell.typing("c\n");
    JobFollower follower = follower(true);

    follower.interrupt();

    assertThat(follower.follow()).isInstanceOf(Outcome.Ended.class);
    assertThat(api.requests()).anyMatch(request -> request.line().endsWith("/cancel"));
  }

  @Test
  void interrupt_twice_cancelsWithoutAnAnswer() throws IOException {
    new FakeJob(api, 1, FakeJob.running());
    shell.typing("\n");
    JobFollower follower = follower(true);

    follower.interrupt();
    follower.interrupt();

    assertThat(follower.follow()).isInstanceOf(Outcome.Ended.class);
    assertThat(api.requests()).anyMatch(request -> request.line().endsWith("/cancel"));
  }

  private JobFollower follower(boolean interactive) {
    ApiAddress address = new ApiAddress(URI.create(api.url()), Optional.of(FakeApi.TOKEN));
    return new JobFollower(
        new ApiClient(() -> address),
        shell.terminal(interactive),
        FakeJob.ID,
        OptionalInt.empty(),
        true,
        Duration.ofSeconds(5));
  }
}
