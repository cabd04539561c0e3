package org.arkwright.cli.command.job;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job logs}: prints the output of a job's ranks. */
@Command(name = "logs", description = "Print the output of a job's ranks in its latest attempt.")
public final class LogsCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "A job's id, its name, or PROJECT/NAME.")
  private String job = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Follow the output until the job ends.")
  private boolean follow;

  @Option(names = "--rank", paramLabel = "N", description = "Only this rank, without a prefix.")
  private @Nullable Integer rank;

  public LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    // Address the job by its id: once it has ended, its name may pass to another job.
    JobAnswer view = new JobAnswer(session.api().get(ApiPaths.job(job)));
    JobFollower follower =
        new JobFollower(
            session.api(),
            session.terminal(),
            view.id(),
            rank == null ? OptionalInt.empty() : OptionalInt.of(rank),
            false,
            follow ? RunCommand.RETRY_TIMEOUT : Duration.ZERO);
    if (follow) {
      var _ = follower.follow();
    } else {
      follower.printSoFar(view);
    }
    return ExitCode.OK;
  }
}
