package org.arkwright.simulation.time;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Simulated time in nanoseconds from 0, and what is to happen. Things of the same instant happen by
 * kind, then in the order in which they were planned, so a run depends on nothing but its seed.
 */
public final class SimulatedTime {
  /** One second. */
  public static final long SECOND = 1_000_000_000L;

  /** One millisecond. */
  public static final long MILLI = 1_000_000L;

  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong(Entry::atNanos)
          .thenComparing(Entry::kind)
          .thenComparingLong(Entry::sequence);

  private final PriorityQueue<Entry> entries = new PriorityQueue<>(ORDER);
  private long nowNanos;
  private long sequence;

  /** What kind of thing happens; decides among those of the same instant. */
  public enum Kind {
    FAULT,
    PROCESS,
    MESSAGE,
    WORKER,
    SERVER,
    CLIENT,
    CHECK
  }

  private record Entry(long atNanos, Kind kind, long sequence, Runnable action) {}

  public long nowNanos() {
    return nowNanos;
  }

  /** Plans something; a delay of zero or less means now, after what is already planned for now. */
  public void after(long delayNanos, Kind kind, Runnable action) {
    entries.add(new Entry(nowNanos + Math.max(0, delayNanos), kind, sequence++, action));
  }

  /** Lets the next thing happen; false when nothing is left. */
  public boolean next() {
    Entry entry = entries.poll();
    if (entry == null) {
      return false;
    }
    nowNanos = entry.atNanos;
    entry.action.run();
    return true;
  }
}
