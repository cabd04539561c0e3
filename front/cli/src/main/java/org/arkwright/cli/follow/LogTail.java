package org.arkwright.cli.follow;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one rank's output of one attempt from its first byte to its last. It counts the bytes it
 * has printed and, whenever the conversation breaks off, asks for the rest from there: no byte is
 * lost or printed twice. Runs on a thread of its own until {@link #finish} was called and all is
 * printed.
 */
final class LogTail implements Runnable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long PAUSE_MILLIS = 100;
  private static final long PAUSE_MILLIS_MAX = 2000;

  private final ApiClient api;
  private final LogSource source;
  private final RankPrinter printer;
  private final Duration patience;
  private final CountDownLatch over = new CountDownLatch(1);
  private long offset;
  private boolean wanted = true;
  private @Nullable UnreachableException failure;
  private volatile @Nullable InputStream current;

  /** The output of a rank in an attempt of a job. */
  record LogSource(String job, int attempt, int rank) {
    String path(boolean follow, long offset) {
      return ApiPaths.query(
          ApiPaths.job(job, "logs"),
          "attempt",
          Integer.toString(attempt),
          "rank",
          Integer.toString(rank),
          "follow",
          Boolean.toString(follow),
          "offset",
          Long.toString(offset));
    }
  }

  /** A tail that puts up with a server that is away for as long as the patience. */
  LogTail(ApiClient api, LogSource source, RankPrinter printer, Duration patience) {
    this.api = api;
    this.source = source;
    this.printer = printer;
    this.patience = patience;
  }

  @Override
  public void run() {
    try {
      print();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    printer.finish();
  }

  /** The attempt has ended, or only what is there is wanted: read that and stop. Any thread. */
  void finish() {
    over.countDown();
    closeCurrent();
  }

  /** Why it stopped before the end, once it has; empty when all is printed. */
  Optional<UnreachableException> failure() {
    return Optional.ofNullable(failure);
  }

  private void print() throws InterruptedException {
    long pause = PAUSE_MILLIS;
    long answered = System.nanoTime();
    while (wanted) {
      boolean last = over.getCount() == 0;
      long before = offset;
      try {
        copy(!last);
        if (last) {
          return;
        }
        answered = System.nanoTime();
      } catch (UnreachableException | IOException away) {
        if (System.nanoTime() - answered > patience.toNanos()) {
          failure = UnreachableException.causedBy(away);
          return;
        }
      }
      pause = offset > before ? PAUSE_MILLIS : Math.min(2 * pause, PAUSE_MILLIS_MAX);
      if (last) {
        Thread.sleep(pause);
      } else {
        var _ = over.await(pause, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Prints from the offset on, to the end of what the server has to tell. */
  private void copy(boolean follow) throws IOException {
    try (InputStream stream = api.open(source.path(follow, offset), "text/plain")) {
      current = stream;
      if (follow && over.getCount() == 0) {
        return;
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = stream.read(buffer); n >= 0 && wanted; n = stream.read(buffer)) {
        offset += n;
        wanted = printer.write(buffer, n);
      }
    } catch (ProblemException refused) {
      // A server that starts says 503; a rank that never wrote has no log, which is no failure.
      if (refused.problem().status() >= 500) {
        throw UnreachableException.causedBy(refused);
      }
    } finally {
      current = null;
    }
  }

  private void closeCurrent() {
    InputStream stream = current;
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException _) {
        // It is the end of the stream that was wanted.
      }
    }
  }
}
