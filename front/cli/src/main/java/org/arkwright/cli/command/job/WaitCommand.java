package org.arkwright.cli.command.job;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.TimeSpan;
import org.arkwright.cli.follow.EndOfJob;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job wait}: waits for a job to end. */
@Command(
    name = "wait",
    description = "Wait until a job has ended and exit with its code, or with 124 on timeout.")
public final class WaitCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "A job's id, its name, or PROJECT/NAME.")
  private String job = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "Time limit of the wait, such as 90s, 10m or 1h30m.")
  private @Nullable Duration timeout;

  public WaitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JobAnswer view = new EndOfJob(session.api(), session.terminal(), job).await(timeout);
    if (session.wantsData()) {
      session.printData(view.json());
    } else {
      session.terminal().out().println(view.state());
      if (view.isFinal() && !view.cause().isEmpty()) {
        session.terminal().err().println(view.cause());
      }
    }
    return view.isFinal() ? view.exitCode() : ExitCode.TIMED_OUT;
  }
}
