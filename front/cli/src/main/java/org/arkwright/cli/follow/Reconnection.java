package org.arkwright.cli.follow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.model.unit.Backoff;

/** Retries idempotent requests until the server answers or a timeout elapses. */
public final class Reconnection {
  private static final Backoff PAUSES = Backoff.ofMillis(100, 2000);
  private static final int UNAVAILABLE = 503;

  private final Duration retryTimeout;
  private final Consumer<String> notices;

  /**
   * @param retryTimeout how long to retry an unreachable server
   * @param notices receives one message when the server is away, and one when it is back
   */
  public Reconnection(Duration retryTimeout, Consumer<String> notices) {
    this.retryTimeout = retryTimeout;
    this.notices = notices;
  }

  /** A request to the server. */
  @FunctionalInterface
  public interface Request<T> {
    T send() throws IOException;
  }

  /**
   * Sends the request, again and again if need be, and returns its result.
   *
   * @throws UnreachableException when the timeout has elapsed
   */
  public <T> T retry(Request<T> request) throws IOException {
    long begin = System.nanoTime();
    int failures = 0;
    boolean away = false;
    while (true) {
      try {
        T result = request.send();
        if (away) {
          notices.accept("the server is back");
        }
        return result;
      } catch (InterruptedIOException interrupted) {
        throw interrupted;
      } catch (UnreachableException | IOException failure) {
        giveUpAfterTimeout(begin, failure);
      } catch (ProblemException refused) {
        if (refused.problem().status() != UNAVAILABLE) {
          throw refused;
        }
        giveUpAfterTimeout(begin, refused);
      }
      if (!away) {
        notices.accept("the server does not answer, retrying; running jobs continue");
        away = true;
      }
      failures++;
      sleep(PAUSES.after(failures, ThreadLocalRandom.current()));
    }
  }

  private void giveUpAfterTimeout(long begin, Exception failure) {
    if (System.nanoTime() - begin > retryTimeout.toNanos()) {
      throw failure instanceof UnreachableException unreachable
          ? unreachable
          : UnreachableException.causedBy(failure);
    }
  }

  private static void sleep(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the server");
    }
  }
}
