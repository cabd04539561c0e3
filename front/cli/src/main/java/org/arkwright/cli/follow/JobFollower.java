package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.terminal.Terminal;

/**
 * Stays with a job until it ends: prints its output, tells its state, and carries on when the
 * server goes away and comes back. One use; the calling thread does the waiting.
 */
public final class JobFollower {
  /** Reasons to wait are not events: they are asked for this often. */
  private static final long LOOK_AGAIN_MILLIS = 1000;

  private final ApiClient api;
  private final Terminal terminal;
  private final String job;
  private final Reconnection reconnection;
  private final StateReport report;
  private final AttemptLogs logs;
  private final boolean tellsStates;
  private final LinkedBlockingQueue<Wake> wakes = new LinkedBlockingQueue<>();
  private Asked asked = Asked.NOTHING;

  /** What makes the follower look up. */
  private sealed interface Wake {
    record Changed() implements Wake {}

    record Interrupted() implements Wake {}

    record Answered(String answer) implements Wake {}
  }

  private enum Asked {
    NOTHING,
    WHAT_TO_DO,
    TO_CANCEL
  }

  /** How following ended. */
  public sealed interface Outcome {
    /** The job has ended. */
    record Ended(JobAnswer job) implements Outcome {}

    /** The user left; the job goes on, or its cancellation does. */
    record Left(boolean cancelling) implements Outcome {}
  }

  /**
   * A follower of one job.
   *
   * @param rank the only rank whose output is wanted; all of them when empty
   * @param tellsStates whether states are told on the error stream
   * @param patience how long a server may be away
   */
  public JobFollower(
      ApiClient api,
      Terminal terminal,
      String job,
      OptionalInt rank,
      boolean tellsStates,
      Duration patience) {
    this.api = api;
    this.terminal = terminal;
    this.job = job;
    this.tellsStates = tellsStates;
    this.report = new StateReport(terminal.err(), terminal.errInk());
    this.reconnection = new Reconnection(patience, report::say);
    this.logs = new AttemptLogs(api, terminal, job, rank, patience);
  }

  /** Tells the follower of a Ctrl-C. Any thread. */
  public void interrupt() {
    wakes.add(new Wake.Interrupted());
  }

  /**
   * Follows to the end.
   *
   * @throws UnreachableException when the server stays away for longer than the patience
   */
  public Outcome follow() throws IOException {
    Thread changes =
        Thread.ofVirtual().start(new JobChangeBell(api, job, () -> wakes.add(new Wake.Changed())));
    try {
      while (true) {
        JobAnswer view = new JobAnswer(reconnection.persist(() -> api.get(ApiPaths.job(job))));
        if (tellsStates && asked != Asked.WHAT_TO_DO) {
          report.show(view);
        }
        logs.show(view);
        if (view.isFinal()) {
          stopAsking();
          logs.complete();
          return new Outcome.Ended(view);
        }
        if (leaves(nextWake())) {
          stopAsking();
          return new Outcome.Left(asked == Asked.TO_CANCEL);
        }
      }
    } finally {
      logs.abandon();
      changes.interrupt();
    }
  }

  /** Prints what the latest attempt of the job, as just shown, has written so far. */
  public void printSoFar(JobAnswer view) {
    if (view.attempts() > 0) {
      logs.printSoFar(view);
    }
  }

  private Wake nextWake() throws InterruptedIOException {
    try {
      Wake wake = wakes.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      return wake == null ? new Wake.Changed() : wake;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following");
    }
  }

  private boolean leaves(Wake wake) throws IOException {
    return switch (wake) {
      case Wake.Changed _ -> false;
      case Wake.Interrupted _ ->
          switch (asked) {
            case NOTHING -> {
              if (terminal.interactive()) {
                ask();
              } else {
                cancel();
              }
              yield false;
            }
            case WHAT_TO_DO -> {
              cancel();
              yield false;
            }
            case TO_CANCEL -> true;
          };
      case Wake.Answered(String answer) -> asked == Asked.WHAT_TO_DO && leavesAt(answer);
    };
  }

  private boolean leavesAt(String answer) throws IOException {
    switch (answer.strip().toLowerCase(Locale.ROOT)) {
      case "c", "cancel" -> cancel();
      case "d", "detach" -> {
        return true;
      }
      default -> stopAsking();
    }
    return false;
  }

  private void ask() {
    asked = Asked.WHAT_TO_DO;
    logs.pause();
    terminal.err().println();
    terminal.err().print("Cancel the job (c), detach and let it run (d), or go on (Enter)? ");
    terminal.err().flush();
    Thread.ofPlatform().daemon().start(this::readAnswer);
  }

  private void readAnswer() {
    try {
      // Not closed: it is the process's own input.
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      String line = reader.readLine();
      wakes.add(new Wake.Answered(line == null ? "d" : line));
    } catch (IOException _) {
      wakes.add(new Wake.Answered("d"));
    }
  }

  private void stopAsking() {
    if (asked == Asked.WHAT_TO_DO) {
      asked = Asked.NOTHING;
      logs.resume();
    }
  }

  private void cancel() throws IOException {
    stopAsking();
    asked = Asked.TO_CANCEL;
    report.say("cancelling " + job);
    var _ =
        reconnection.persist(
            () -> api.post(ApiPaths.job(job, "cancel"), MissingNode.getInstance()));
  }
}
