package org.arkwright.thread;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * The faults of one part. A fault is logged with its trace once, and not again while the same one
 * repeats. Any thread.
 */
final class Faults {
  private static final Logger LOG = System.getLogger(Faults.class.getName());

  private final String part;
  private final Duration steady;
  private int inARow;
  private String last = "";
  private long wellFromNanos;

  /**
   * @param steady how long the part has to work after a fault until it is well again
   */
  Faults(String part, Duration steady) {
    this.part = part;
    this.steady = steady;
  }

  /**
   * Notes a fault.
   *
   * @param pause how long the part rests now
   * @return how many there have been in a row
   */
  synchronized int note(Throwable fault, Duration pause) {
    String text = fault.toString();
    if (inARow > 0 && isWell()) {
      LOG.log(Level.INFO, "{0} had been well again after {1} faults", part, inARow);
      inARow = 0;
      last = "";
    }
    if (!text.equals(last)) {
      LOG.log(Level.ERROR, part + " has failed and is started again", fault);
    }
    last = text;
    inARow++;
    wellFromNanos = System.nanoTime() + pause.plus(steady).toNanos();
    return inARow;
  }

  /** The faults in a row so far, of which the next is one if the part is not well by then. */
  synchronized int inARow() {
    return isWell() ? 0 : inARow;
  }

  /** What is wrong now, without what the fault itself says, which may be a secret. */
  synchronized Optional<String> trouble() {
    return isWell()
        ? Optional.empty()
        : Optional.of("%s has failed (%d in a row); the log says why".formatted(part, inARow));
  }

  private boolean isWell() {
    return inARow == 0 || System.nanoTime() - wellFromNanos >= 0;
  }
}
