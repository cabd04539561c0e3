package org.arkwright.cli.follow;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.LogTail.LogSource;

/** Prints the selected output of a job's ranks. For one thread. */
final class AttemptLogs {
  private final ApiClient api;
  private final FollowOutput output;
  private final String job;
  private final LogSelection selection;
  private final List<LogTail> tails = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Duration retryTimeout;
  private final boolean announces;
  private int attempt;

  /**
   * @param announces whether to say that a later attempt begins, where no states are shown
   */
  AttemptLogs(
      ApiClient api,
      FollowOutput output,
      String job,
      LogSelection selection,
      Duration retryTimeout,
      boolean announces) {
    this.announces = announces;
    this.api = api;
    this.output = output;
    this.job = job;
    this.selection = selection;
    this.retryTimeout = retryTimeout;
  }

  /** Starts printing a new attempt's output, after completing that of the previous attempt. */
  void show(JobAnswer view) throws InterruptedIOException {
    if (view.attempts() > attempt) {
      complete();
      // Of attempts that begin later, everything is new.
      LogSelection wanted = attempt == 0 ? selection : LogSelection.ofRank(selection.rank());
      if (attempt > 0 && announces) {
        output.note("attempt %d begins".formatted(view.attempts()));
      }
      attempt = view.attempts();
      for (LogTail tail : tailsOf(view, wanted, true)) {
        tails.add(tail);
        threads.add(Thread.ofVirtual().start(tail));
      }
    }
  }

  /** Prints the selected attempt's output so far, one rank after another. */
  void printSoFar(JobAnswer view) {
    attempt = selection.attempt().orElse(view.attempts());
    for (LogTail tail : tailsOf(view, selection, false)) {
      tail.finish();
      tail.run();
      throwFailure(tail);
    }
  }

  /** Waits until the attempt's whole output is printed. */
  void complete() throws InterruptedIOException {
    tails.forEach(LogTail::finish);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading logs");
    }
    tails.forEach(AttemptLogs::throwFailure);
    tails.clear();
    threads.clear();
  }

  /** Stops printing at once. */
  void abandon() {
    threads.forEach(Thread::interrupt);
  }

  /** Holds back output, for example while a question is on the screen. */
  void pause() {
    output.screen().lock.lock();
  }

  void resume() {
    output.screen().lock.unlock();
  }

  private List<LogTail> tailsOf(JobAnswer view, LogSelection wanted, boolean following) {
    int first = wanted.rank().orElse(0);
    int last = wanted.rank().orElse(view.ranks() - 1);
    return IntStream.rangeClosed(first, last)
        .mapToObj(rank -> {
          LogSource source = new LogSource(job, attempt, rank);
          LineTimes times = new LineTimes(api, source, following);
          LogSink sink = output.sink(source, wanted, times, first == last, last);
          return new LogTail(api, source, wanted, sink, retryTimeout);
        })
        .toList();
  }

  private static void throwFailure(LogTail tail) {
    tail.failure()
        .ifPresent(failure -> {
          throw failure;
        });
  }
}
