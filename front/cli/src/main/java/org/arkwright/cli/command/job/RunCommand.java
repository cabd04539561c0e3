package org.arkwright.cli.command.job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.follow.EndOfJob;
import org.arkwright.cli.follow.FollowOutput;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.JobFollower.Outcome;
import org.arkwright.cli.follow.LogSelection;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job run}: submits a job and follows it to its end. */
@Command(
    name = "run",
    customSynopsis = "arkwright job run [OPTION]... -- COMMAND...",
    description = {
      "Run a command as a job: submit it, print its output and state, and exit with its code.",
      "On a terminal, Ctrl-C asks whether to cancel or to detach; otherwise it cancels. Ended by"
          + " SIGTERM, or with its terminal, it leaves the job running.",
      EndOfJob.CODES
    })
public final class RunCommand implements Callable<Integer> {
  /** How long to retry an unreachable server. */
  static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  private final Session session;

  @Mixin private final SpecOptions spec = new SpecOptions();

  @Option(
      names = {"-d", "--detach"},
      description = "Print the job's id and return at once.")
  private boolean detach;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command of each rank, after --; no shell interprets it.")
  private List<String> command = List.of();

  public RunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    byte[] document = spec.document(session, command);
    JobAnswer job;
    try {
      job = new Submission(session.api(), session.terminal()).submit(document, "application/json");
    } catch (ProblemException refused) {
      throw spec.explain(refused);
    }
    if (detach) {
      session.printSubmitted(job);
      return ExitCode.OK;
    }
    FollowOutput output = FollowOutput.of(session);
    output.note("job " + job.id() + "  " + job.name());
    JobFollower follower =
        new JobFollower(session.api(), output, job.id(), LogSelection.ALL, true, RETRY_TIMEOUT);
    Interrupts.onInterrupt(follower::interrupt);
    Interrupts.onTermination(() -> tellItGoesOn(session, job));
    return switch (follower.follow()) {
      case Outcome.Ended(JobAnswer ended) -> ended.exitCode();
      case Outcome.Left(boolean cancelling) -> {
        session
            .terminal()
            .tell("Detached; follow the job again with `arkwright logs -f " + job.id() + "`.");
        yield cancelling ? ExitCode.INTERRUPTED : ExitCode.OK;
      }
    };
  }

  /** What who follows a job is told when SIGTERM ends that. */
  private static void tellItGoesOn(Session session, JobAnswer job) {
    session
        .terminal()
        .tell(
            "The job goes on as %s; follow it with `arkwright logs -f %s`."
                .formatted(job.name(), job.id()));
  }
}
