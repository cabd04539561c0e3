package org.arkwright.model.site;

import java.util.List;
import java.util.OptionalInt;

/**
 * What energy costs, or emits, over time: a forecast in slots of equal length without a hole.
 *
 * @param beginsNanos when the first slot begins, in nanoseconds since the Unix epoch
 * @param slotNanos length of a slot, at least a minute
 * @param millionths a value for each slot, in millionths of the kind's unit: whole numbers, so that
 *     money stays exact and every machine reads the same
 */
public record EnergySeries(Kind kind, long beginsNanos, long slotNanos, List<Long> millionths) {
  /** A year of half-hours, and a little: what a journal entry may hold. */
  public static final int SLOTS_MAX = 20_000;

  public static final long SLOT_NANOS_MIN = 60_000_000_000L;

  public EnergySeries {
    millionths = List.copyOf(millionths);
    if (millionths.isEmpty() || millionths.size() > SLOTS_MAX || slotNanos < SLOT_NANOS_MIN) {
      throw new IllegalArgumentException(
          "a signal has 1 to %d slots of a minute or more, not %d of %d ns"
              .formatted(SLOTS_MAX, millionths.size(), slotNanos));
    }
    Math.addExact(beginsNanos, Math.multiplyExact(slotNanos, (long) millionths.size()));
  }

  /** What a signal says. */
  public enum Kind {
    /** Money of the site's currency for a kilowatt hour; may be below zero. */
    TARIFF("tariff"),
    /** Grams of CO2 equivalent for a kilowatt hour. */
    CARBON("carbon");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The word in configuration, API and CLI. */
    public String word() {
      return word;
    }
  }

  /** When the last slot ends. */
  public long endsNanos() {
    return beginsNanos(millionths.size());
  }

  /** When that slot begins, also one behind the last. */
  public long beginsNanos(int slot) {
    return beginsNanos + slot * slotNanos;
  }

  /** The slot that holds that moment; empty outside the signal. */
  public OptionalInt slotAt(long atNanos) {
    return atNanos >= beginsNanos && atNanos < endsNanos()
        ? OptionalInt.of((int) ((atNanos - beginsNanos) / slotNanos))
        : OptionalInt.empty();
  }

  /** The part of it that touches the time from one moment to another; itself when that is all. */
  public EnergySeries between(long fromNanos, long toNanos) {
    int first = Math.min(millionths.size() - 1, slotAt(fromNanos).orElse(0));
    int end = slotAt(toNanos).orElse(millionths.size() - 1) + 1;
    return first == 0 && end == millionths.size()
        ? this
        : new EnergySeries(
            kind,
            beginsNanos(first),
            slotNanos,
            millionths.subList(first, Math.max(first + 1, end)));
  }
}
