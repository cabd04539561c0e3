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
 * Follows a job until it ends: prints its output and state, and carries on when the server goes
 * away and comes back. For one use; {@link #follow} blocks the calling thread.
 */
public final class JobFollower {
  /** The poll interval; a change of the reason to wait is not an event. */
  private static final long POLL_MILLIS = 1000;

  private final ApiClient api;
  private final Terminal terminal;
  private final String job;
  private final Reconnection reconnection;
  private final FollowOutput output;
  private final AttemptLogs logs;
  private final boolean showsStates;
  private final LinkedBlockingQueue<Wake> wakes = new LinkedBlockingQueue<>();
  private Interrupt interrupt = Interrupt.NONE;

  /** An event that wakes the follower. */
  private sealed interface Wake {
    record Changed() implements Wake {}

    record Interrupted() implements Wake {}

    record Answered(String answer) implements Wake {}
  }

  /** The state of the reaction to Ctrl-C. */
  private enum Interrupt {
    NONE,
    PROMPTING,
    CANCELLING
  }

  /** The outcome of following a job. */
  public sealed interface Outcome {
    /** The job has ended. */
    record Ended(JobAnswer job) implements Outcome {}

    /** The user detached; the job, or its cancellation, continues. */
    record Left(boolean cancelling) implements Outcome {}
  }

  /**
   * Creates a follower of one job.
   *
   * @param rank the only rank to print; empty for all ranks
   * @param showsStates whether to print states on the error stream
   * @param retryTimeout how long to retry an unreachable server
   */
  public JobFollower(
      ApiClient api,
      Terminal terminal,
      String job,
      OptionalInt rank,
      boolean showsStates,
      Duration retryTimeout) {
    this(
        api,
        FollowOutput.text(terminal),
        job,
        LogSelection.ofRank(rank),
        showsStates,
        retryTimeout);
  }

  /**
   * Creates a follower of one job that shows the selected output.
   *
   * @param showsStates whether to show states, too
   * @param retryTimeout how long to retry an unreachable server
   */
  public JobFollower(
      ApiClient api,
      FollowOutput output,
      String job,
      LogSelection selection,
      boolean showsStates,
      Duration retryTimeout) {
    this.api = api;
    this.terminal = output.terminal();
    this.job = job;
    this.showsStates = showsStates;
    this.output = output;
    this.reconnection = new Reconnection(retryTimeout, output::note);
    this.logs = new AttemptLogs(api, output, job, selection, retryTimeout, !showsStates);
  }

  /** Notifies the follower of a Ctrl-C. Thread-safe. */
  public void interrupt() {
    wakes.add(new Wake.Interrupted());
  }

  /**
   * Follows the job until it ends or the user detaches.
   *
   * @throws UnreachableException if the server is away for longer than the retry timeout
   */
  public Outcome follow() throws IOException {
    Thread changes =
        Thread.ofVirtual().start(new JobChangeBell(api, job, () -> wakes.add(new Wake.Changed())));
    try {
      while (true) {
        JobAnswer view = new JobAnswer(reconnection.retry(() -> api.get(ApiPaths.job(job))));
        if (showsStates && interrupt != Interrupt.PROMPTING && !view.isFinal()) {
          output.state(view);
        }
        logs.show(view);
        if (view.isFinal()) {
          endPrompt();
          logs.complete();
          // The end comes last, also on the screen.
          if (showsStates) {
            output.state(view);
          }
          return new Outcome.Ended(view);
        }
        // Who follows the output alone leaves with its last reader; the job's end is still awaited
        // by who runs it.
        boolean unread = !showsStates && output.isClosed();
        if (unread || detachesAfter(nextWake())) {
          endPrompt();
          return new Outcome.Left(interrupt == Interrupt.CANCELLING);
        }
      }
    } finally {
      logs.abandon();
      changes.interrupt();
    }
  }

  /** Prints the output so far of the selected attempt, or of the latest in {@code view}. */
  public void printSoFar(JobAnswer view) {
    if (view.attempts() > 0) {
      logs.printSoFar(view);
    }
  }

  private Wake nextWake() throws InterruptedIOException {
    try {
      Wake wake = wakes.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return wake == null ? new Wake.Changed() : wake;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following");
    }
  }

  private boolean detachesAfter(Wake wake) throws IOException {
    return switch (wake) {
      case Wake.Changed _ -> false;
      case Wake.Interrupted _ ->
          switch (interrupt) {
            case NONE -> {
              if (terminal.interactive()) {
                prompt();
              } else {
                cancel();
              }
              yield false;
            }
            case PROMPTING -> {
              cancel();
              yield false;
            }
            case CANCELLING -> true;
          };
      case Wake.Answered(String answer) -> interrupt == Interrupt.PROMPTING && detachesOn(answer);
    };
  }

  private boolean detachesOn(String answer) throws IOException {
    switch (answer.strip().toLowerCase(Locale.ROOT)) {
      case "c", "cancel" -> cancel();
      case "d", "detach" -> {
        return true;
      }
      default -> endPrompt();
    }
    return false;
  }

  private void prompt() {
    interrupt = Interrupt.PROMPTING;
    logs.pause();
    terminal.err().println();
    terminal
        .err()
        .print("Cancel the job (c), detach and let it run (d), or keep following (Enter)? ");
    terminal.err().flush();
    Thread.ofPlatform().daemon().start(this::readAnswer);
  }

  private void readAnswer() {
    try {
      // Not closed, because it is the process's stdin.
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      String line = reader.readLine();
      wakes.add(new Wake.Answered(line == null ? "d" : line));
    } catch (IOException _) {
      wakes.add(new Wake.Answered("d"));
    }
  }

  private void endPrompt() {
    if (interrupt == Interrupt.PROMPTING) {
      interrupt = Interrupt.NONE;
      logs.resume();
    }
  }

  private void cancel() throws IOException {
    endPrompt();
    interrupt = Interrupt.CANCELLING;
    output.note("cancelling " + job);
    var _ =
        reconnection.retry(() -> api.post(ApiPaths.job(job, "cancel"), MissingNode.getInstance()));
  }
}
