package org.arkwright.simulation.time;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Simulated time in nanoseconds from 0, with a queue of scheduled actions. Actions at the same time
 * run by kind, then in the order of scheduling, so a run depends only on its seed.
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

  /** The kind of an action; orders actions at the same time. */
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

  /**
   * Schedules an action; a delay of zero or less means now, after everything already scheduled for
   * now.
   */
  public void after(long delayNanos, Kind kind, Runnable action) {
    entries.add(new Entry(nowNanos + Math.max(0, delayNanos), kind, sequence++, action));
  }

  /** Runs the next action; returns false when none is left. */
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
