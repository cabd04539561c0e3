package org.arkwright.cli.command.job;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ApiProblem;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.TimePoint;
import org.arkwright.cli.follow.DeploymentLogs;
import org.arkwright.cli.follow.FollowOutput;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.LogSelection;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job logs}: prints the output of a job's ranks, or of a deployment's replicas. */
@Command(
    name = "logs",
    description = {
      "Print the output of a job's ranks in its latest attempt, or of a deployment's replicas.",
      "Times are those at which the worker saw the output grow, to the second.",
      "The exit code is 0 once the output is printed, however the job ended, also with --follow;"
          + " `arkwright wait` exits with the job's."
    })
public final class LogsCommand implements Callable<Integer> {
  private static final int NOT_FOUND = 404;
  private final Session session;

  @Parameters(
      paramLabel = "JOB",
      description = "A job's id, its name, or PROJECT/NAME; or a deployment's name.")
  private String job = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Follow the output until the job ends.")
  private boolean follow;

  @Option(names = "--rank", paramLabel = "N", description = "Only this rank, without a prefix.")
  private @Nullable Integer rank;

  @Option(names = "--attempt", paramLabel = "N", description = "This attempt instead of the last.")
  private @Nullable Integer attempt;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "N",
      description = "Only the last N lines of each rank.")
  private @Nullable Integer tail;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only what was written since then: 10m, 2h, or 2030-01-31T18:00:00Z.")
  private String since = "";

  @Option(
      names = {"-t", "--timestamps"},
      description = "Begin each line with its time.")
  private boolean timestamps;

  public LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (tail != null && tail < 0) {
      throw WrongUseException.ofValue("--tail", tail, "a number of lines from 0");
    }
    LogSelection selection =
        new LogSelection(
            optional(attempt),
            optional(rank),
            optional(tail),
            TimePoint.read("--since", since, session.now()),
            timestamps,
            "");
    JobAnswer view;
    try {
      view = new JobAnswer(session.api().get(ApiPaths.job(job)));
    } catch (ProblemException unknown) {
      if (unknown.problem().status() != NOT_FOUND) {
        throw unknown;
      }
      return deployment(selection, unknown);
    }
    check(view);
    // Address the job by its id: once it has ended, its name may pass to another job.
    boolean past = attempt != null && attempt < view.attempts();
    JobFollower follower =
        new JobFollower(
            session.api(),
            FollowOutput.of(session),
            view.id(),
            selection,
            false,
            follow ? RunCommand.RETRY_TIMEOUT : Duration.ZERO);
    if (follow && !past) {
      var _ = follower.follow();
    } else {
      follower.printSoFar(view);
    }
    return ExitCode.OK;
  }

  /**
   * Prints the output of the replicas, or reports the unknown job if it is no deployment either.
   */
  private int deployment(LogSelection selection, ProblemException unknown) throws IOException {
    DeploymentLogs logs =
        new DeploymentLogs(session.api(), FollowOutput.of(session), job, selection);
    if (!logs.exists()) {
      throw new ProblemException(
          new ApiProblem(
              NOT_FOUND,
              unknown.problem().kind(),
              "there is no job or deployment '%s'".formatted(job),
              "",
              unknown.problem().advice(),
              unknown.problem().errors()));
    }
    if (rank != null || attempt != null) {
      throw new WrongUseException(
          "'%s' is a deployment\nexpected: --rank and --attempt with one of its jobs: %s"
              .formatted(job, String.join(", ", logs.jobs())));
    }
    if (follow) {
      logs.follow(RunCommand.RETRY_TIMEOUT);
    } else {
      logs.printSoFar();
    }
    return ExitCode.OK;
  }

  private void check(JobAnswer view) {
    if (rank != null && (rank < 0 || rank >= view.ranks())) {
      throw WrongUseException.ofValue(
          "--rank", rank, view.ranks() == 1 ? "0, the only rank" : "0 to " + (view.ranks() - 1));
    }
    if (attempt != null && (attempt < 1 || attempt > view.attempts())) {
      throw WrongUseException.ofValue(
          "--attempt",
          attempt,
          view.attempts() == 0
              ? "none yet: the job has not started"
              : view.attempts() == 1 ? "1, the only attempt" : "1 to " + view.attempts());
    }
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
