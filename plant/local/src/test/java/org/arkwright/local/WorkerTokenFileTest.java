package org.arkwright.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.arkwright.worker.JobTerms;
import org.arkwright.worker.WorkerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's token is a good one, whatever is done to the clock. */
final class WorkerTokenFileTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-11-28T00:00:00Z");
  private long nanos = -7;
  private int issued;

  @Test
  void token_isRenewedInTime_andNotAllTheTime() throws Exception {
    WorkerTokenFile file = file();
    assertThat(renewed(file)).isEqualTo(1);
    pass(MINUTE.multipliedBy(19));
    assertThat(renewed(file)).isEqualTo(1);
    pass(MINUTE);
    assertThat(renewed(file)).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("token"))).isEqualTo("token-2\n");
  }

  @Test
  void clockSetAnHourForward_renewsItAtOnce_asTheOldOneHasExpired() throws Exception {
    WorkerTokenFile file = file();
    assertThat(renewed(file)).isEqualTo(1);
    now = now.plus(HOUR);
    nanos += 1;
    assertThat(renewed(file)).isEqualTo(2);
  }

  @Test
  void clockSetAnHourBack_orStandingStill_keepsItRenewed() throws Exception {
    WorkerTokenFile file = file();
    assertThat(renewed(file)).isEqualTo(1);
    now = now.minus(HOUR);
    assertThat(renewed(file)).as("it lasts longer").isEqualTo(1);
    nanos += MINUTE.multipliedBy(20).toNanos();
    assertThat(renewed(file)).isEqualTo(2);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private int renewed(WorkerTokenFile file) throws IOException {
    file.renew(nanos, now);
    return issued;
  }

  private WorkerTokenFile file() {
    WorkerOptions options =
        new WorkerOptions(
            folder.resolve("worker"),
            folder.resolve("logs"),
            folder.resolve("work"),
            folder.resolve("server.json"),
            folder.resolve("token"),
            MINUTE,
            WorkerOptions.BOOT_ID_FILE,
            Optional.empty(),
            JobTerms.DEFAULT,
            Optional.empty(),
            Optional.empty());
    return new WorkerTokenFile(options, (_, _) -> "token-" + ++issued);
  }
}
