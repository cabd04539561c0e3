package org.arkwright.worker.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.unit.Backoff;

/**
 * Repeats calls to the control plane: while it is away, as long as somebody wants the result; what
 * arrives damaged, a few times; a refusal never. For one transfer.
 */
final class Patience {
  private static final Logger LOG = System.getLogger(Patience.class.getName());
  private static final Backoff PAUSES = Backoff.ofMillis(200, 5_000);
  private static final int DAMAGED_MAX = 3;

  private final Wanted wanted;

  /** Whether the result of a transfer is wanted. */
  interface Wanted {
    /**
     * Returns while it is.
     *
     * @throws IOException when it is not
     */
    void check() throws IOException;
  }

  /** A call that may fail. */
  interface Call<T> {
    T make() throws IOException;
  }

  Patience(Wanted wanted) {
    this.wanted = wanted;
  }

  /** Makes the call until it succeeds. */
  <T> T insist(String what, Call<T> call) throws IOException {
    int failures = 0;
    int damaged = 0;
    while (true) {
      wanted.check();
      try {
        return call.make();
      } catch (RefusedTransfer e) {
        throw e;
      } catch (ArtifactException e) {
        // A full disk has a cause, and is not better a moment later; what was damaged may be.
        damaged++;
        if (e.getCause() != null || damaged >= DAMAGED_MAX) {
          throw new ArtifactException("%s: %s".formatted(what, e.getMessage()), e);
        }
        LOG.log(Level.WARNING, what + ": " + e.getMessage() + "; it is tried again");
      } catch (IOException e) {
        failures++;
        LOG.log(Level.INFO, what + " is tried again: " + e.getMessage());
        pause(PAUSES.after(failures, ThreadLocalRandom.current()));
      }
    }
  }

  private void pause(Duration time) throws IOException {
    long until = System.nanoTime() + time.toNanos();
    try {
      while (System.nanoTime() - until < 0) {
        wanted.check();
        TimeUnit.MILLISECONDS.sleep(100);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
