package org.arkwright.cli.follow;

import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.follow.LogTail.LogSource;
import org.arkwright.cli.terminal.Terminal;

/** Prints the output of the selected ranks of a job's latest attempt. For one thread. */
final class AttemptLogs {
  private final ApiClient api;
  private final Terminal terminal;
  private final String job;
  private final OptionalInt rank;
  private final ReentrantLock screen = new ReentrantLock();
  private final List<LogTail> tails = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Duration retryTimeout;
  private int attempt;

  AttemptLogs(
      ApiClient api, Terminal terminal, String job, OptionalInt rank, Duration retryTimeout) {
    this.retryTimeout = retryTimeout;
    this.api = api;
    this.terminal = terminal;
    this.job = job;
    this.rank = rank;
  }

  /** Starts printing a new attempt's output, after completing that of the previous attempt. */
  void show(JobAnswer view) throws InterruptedIOException {
    if (view.attempts() > attempt) {
      complete();
      attempt = view.attempts();
      for (LogTail tail : tailsOf(view)) {
        tails.add(tail);
        threads.add(Thread.ofVirtual().start(tail));
      }
    }
  }

  /** Prints the latest attempt's output so far, one rank after another. */
  void printSoFar(JobAnswer view) {
    attempt = view.attempts();
    for (LogTail tail : tailsOf(view)) {
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
    screen.lock();
  }

  void resume() {
    screen.unlock();
  }

  private List<LogTail> tailsOf(JobAnswer view) {
    int first = rank.orElse(0);
    int last = rank.orElse(view.ranks() - 1);
    return IntStream.rangeClosed(first, last)
        .mapToObj(r ->
            new LogTail(
                api,
                new LogSource(job, attempt, r),
                new RankPrinter(prefix(r, first == last, last), terminal.out(), screen),
                retryTimeout))
        .toList();
  }

  private static void throwFailure(LogTail tail) {
    tail.failure()
        .ifPresent(failure -> {
          throw failure;
        });
  }

  private byte[] prefix(int rank, boolean single, int last) {
    if (single) {
      return new byte[0];
    }
    String label = "[%" + Integer.toString(last).length() + "d] ";
    return terminal.colors().ofRank(rank, label.formatted(rank)).getBytes(StandardCharsets.UTF_8);
  }
}
