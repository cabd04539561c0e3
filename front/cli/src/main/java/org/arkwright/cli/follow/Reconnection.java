package org.arkwright.cli.follow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;

/** Repeats a call that may be repeated until the server answers, for as long as the patience. */
public final class Reconnection {
  private static final long PAUSE_MILLIS = 100;
  private static final long PAUSE_MILLIS_MAX = 2000;
  private static final int UNAVAILABLE = 503;

  private final Duration patience;
  private final Consumer<String> tell;

  /**
   * @param patience how long a server may be away
   * @param tell hears once that it is away, and once that it is back
   */
  public Reconnection(Duration patience, Consumer<String> tell) {
    this.patience = patience;
    this.tell = tell;
  }

  /** A call to the server. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws IOException;
  }

  /**
   * The call's result.
   *
   * @throws UnreachableException when the patience is over
   */
  public <T> T persist(Call<T> call) throws IOException {
    long begin = System.nanoTime();
    long pause = PAUSE_MILLIS;
    boolean told = false;
    while (true) {
      try {
        T result = call.run();
        if (told) {
          tell.accept("the server is back");
        }
        return result;
      } catch (InterruptedIOException interrupted) {
        throw interrupted;
      } catch (UnreachableException | IOException away) {
        giveUpAfterPatience(begin, away);
      } catch (ProblemException refused) {
        if (refused.problem().status() != UNAVAILABLE) {
          throw refused;
        }
        giveUpAfterPatience(begin, refused);
      }
      if (!told) {
        tell.accept("the server does not answer; the job goes on, trying again");
        told = true;
      }
      sleep(pause);
      pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
    }
  }

  private void giveUpAfterPatience(long begin, Exception failure) {
    if (System.nanoTime() - begin > patience.toNanos()) {
      throw failure instanceof UnreachableException away
          ? away
          : UnreachableException.causedBy(failure);
    }
  }

  private static void sleep(long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the server");
    }
  }
}
