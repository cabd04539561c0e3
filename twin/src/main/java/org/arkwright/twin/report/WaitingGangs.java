package org.arkwright.twin.report;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The queued gangs beside which idle devices count as stranded: those that ask for devices and do
 * not wait for cheaper or cleaner energy of their own accord.
 */
final class WaitingGangs {
  private final TreeMap<Long, Integer> sizes = new TreeMap<>();
  private final PriorityQueue<Gang> held =
      new PriorityQueue<>(Comparator.comparingLong(gang -> gang.heldUntilNanos));

  /** One stay of a gang in the queue. */
  static final class Gang {
    private final long amount;
    private final ToLongFunction<Long> hold;
    private long heldUntilNanos;
    private boolean counted;

    /**
     * @param amount thousandths of devices
     * @param hold until when the gang waits for energy, as of a time; no later than that time where
     *     it does not
     */
    Gang(long amount, ToLongFunction<Long> hold) {
      this.amount = amount;
      this.hold = hold;
    }
  }

  void add(Gang gang, long nowNanos) {
    if (gang.amount > 0) {
      place(gang, nowNanos);
    }
  }

  void remove(Gang gang) {
    if (gang.counted) {
      gang.counted = false;
      sizes.merge(gang.amount, -1, (a, b) -> a + b == 0 ? null : a + b);
    } else {
      held.remove(gang);
    }
  }

  /** When a gang next ceases to wait for energy, unless something happens before. */
  OptionalLong nextNanos() {
    return held.isEmpty() ? OptionalLong.empty() : OptionalLong.of(held.peek().heldUntilNanos);
  }

  /** Looks again at the gangs whose wait for energy is over by now. */
  void advance(long nowNanos) {
    while (!held.isEmpty() && held.peek().heldUntilNanos <= nowNanos) {
      place(held.remove(), nowNanos);
    }
  }

  /** Whether a gang asks for no more than is idle, in thousandths of devices. */
  boolean anyWithin(long idle) {
    return !sizes.isEmpty() && sizes.firstKey() <= idle;
  }

  private void place(Gang gang, long nowNanos) {
    gang.heldUntilNanos = gang.hold.applyAsLong(nowNanos);
    if (gang.heldUntilNanos > nowNanos) {
      held.add(gang);
    } else {
      gang.counted = true;
      sizes.merge(gang.amount, 1, Integer::sum);
    }
  }
}
