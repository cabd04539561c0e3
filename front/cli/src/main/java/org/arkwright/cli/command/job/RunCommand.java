package org.arkwright.cli.command.job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.JobFollower.Outcome;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Colors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a job and stays with it. */
@Command(
    name = "run",
    customSynopsis = "arkwright job run [OPTION]... -- COMMAND...",
    description = {
      "Run a command as a job: submit it, print its output, tell its state, and end with its code.",
      "On a terminal Ctrl-C asks whether to cancel or to detach; elsewhere it cancels."
    })
public final class RunCommand implements Callable<Integer> {
  /** How long a server may be away before following gives up. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int INTERRUPTED = 130;
  private final Session session;

  @Mixin private final SpecOptions spec = new SpecOptions();

  @Option(names = "--detach", description = "Print the job's id and return at once.")
  private boolean detach;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "What each rank executes, after --; no shell reads it.")
  private List<String> command = List.of();

  public RunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    byte[] document = spec.document(command);
    JobAnswer job =
        new Submission(session.api(), session.terminal()).submit(document, "application/json");
    if (detach) {
      session.printSubmitted(job);
      return ExitCode.OK;
    }
    Colors ink = session.terminal().errInk();
    session.terminal().err().println(ink.faint("»") + " job " + job.id() + "  " + job.name());
    JobFollower follower =
        new JobFollower(
            session.api(), session.terminal(), job.id(), OptionalInt.empty(), true, PATIENCE);
    Interrupts.onInterrupt(follower::interrupt);
    return switch (follower.follow()) {
      case Outcome.Ended(JobAnswer ended) -> ended.exitCode();
      case Outcome.Left(boolean cancelling) -> {
        session
            .terminal()
            .err()
            .println("The job goes on; `arkwright logs -f " + job.id() + "` follows it again.");
        yield cancelling ? INTERRUPTED : ExitCode.OK;
      }
    };
  }
}
