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
 * Prints the complete output of one rank in one attempt. It counts the bytes it has printed and,
 * when the connection breaks, requests the rest from there, so that no byte is lost or printed
 * twice. Runs on its own thread until {@link #finish} is called and everything is printed.
 */
final class LogTail implements Runnable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long PAUSE_MILLIS = 100;
  private static final long PAUSE_MILLIS_MAX = 2000;

  private final ApiClient api;
  private final LogSource source;
  private final LogSelection selection;
  private final LogSink sink;
  private final Duration retryTimeout;
  private final CountDownLatch finished = new CountDownLatch(1);
  private long offset;
  private boolean wanted = true;
  private boolean begun;
  private @Nullable RuntimeException failure;
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

    /** Where the selected part of the output begins. */
    String positionPath(LogSelection selection) {
      return ApiPaths.query(
          ApiPaths.job(job, "logs", "position"),
          "attempt",
          Integer.toString(attempt),
          "rank",
          Integer.toString(rank),
          "tail",
          selection.tail().isPresent() ? Integer.toString(selection.tail().getAsInt()) : "",
          "since",
          selection.since());
    }

    /** When the output reached sizes above that. */
    String timesPath(long from) {
      return ApiPaths.query(
          ApiPaths.job(job, "logs", "times"),
          "attempt",
          Integer.toString(attempt),
          "rank",
          Integer.toString(rank),
          "from",
          Long.toString(from));
    }
  }

  /** Creates a tail that retries an unreachable server for as long as the timeout. */
  LogTail(
      ApiClient api,
      LogSource source,
      LogSelection selection,
      LogSink sink,
      Duration retryTimeout) {
    this.api = api;
    this.source = source;
    this.selection = selection;
    this.sink = sink;
    this.retryTimeout = retryTimeout;
  }

  @Override
  public void run() {
    try {
      try {
        print();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      sink.finish();
    } catch (RuntimeException e) {
      failure = e; // Thrown to who waits for this thread, where it would vanish with it.
    } catch (OutOfMemoryError e) {
      failure = new IllegalStateException("the output does not fit into memory", e);
    }
  }

  /** Makes the tail stop at the end of the output so far. Thread-safe. */
  void finish() {
    finished.countDown();
    closeCurrent();
  }

  /** Returns why the tail stopped before the end; empty if it printed everything. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  private void print() throws InterruptedException {
    long pause = PAUSE_MILLIS;
    long lastAnswer = System.nanoTime();
    while (wanted) {
      boolean last = finished.getCount() == 0;
      long before = offset;
      try {
        begin();
        copy(!last);
        if (last) {
          return;
        }
        lastAnswer = System.nanoTime();
      } catch (ProblemException refused) {
        failure = refused;
        return;
      } catch (UnreachableException | IOException away) {
        if (System.nanoTime() - lastAnswer > retryTimeout.toNanos()) {
          failure = UnreachableException.causedBy(away);
          return;
        }
      }
      pause = offset > before ? PAUSE_MILLIS : Math.min(2 * pause, PAUSE_MILLIS_MAX);
      if (last) {
        Thread.sleep(pause);
      } else {
        var _ = finished.await(pause, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Finds out once where the wanted part of the output begins. */
  private void begin() throws IOException {
    if (!begun) {
      if (selection.startsLater()) {
        offset = api.get(source.positionPath(selection)).path("offset").asLong();
      }
      sink.beginAt(offset);
      begun = true;
    }
  }

  /** Prints the server's answer from the offset on. */
  private void copy(boolean follow) throws IOException {
    try (InputStream stream = api.open(source.path(follow, offset), "text/plain")) {
      current = stream;
      if (follow && finished.getCount() == 0) {
        return;
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = stream.read(buffer); n >= 0 && wanted; n = stream.read(buffer)) {
        offset += n;
        wanted = sink.write(buffer, n);
      }
    } catch (ProblemException refused) {
      // A starting server answers 503.
      if (refused.problem().status() >= 500) {
        throw UnreachableException.causedBy(refused);
      }
      throw refused;
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
        // Only the end of the stream matters.
      }
    }
  }
}
