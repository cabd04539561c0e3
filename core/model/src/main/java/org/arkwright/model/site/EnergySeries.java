package org.arkwright.model.site;

import java.util.List;
import java.util.OptionalInt;

/**
 * The price or the carbon intensity of energy over time: contiguous slots of equal length.
 *
 * @param beginsNanos when the first slot begins, in nanoseconds since the Unix epoch
 * @param slotNanos length of a slot, at least a minute
 * @param millionths a value for each slot, in millionths of the kind's unit: integers, so that
 *     money stays exact and every machine computes the same
 */
public record EnergySeries(Kind kind, long beginsNanos, long slotNanos, List<Long> millionths) {
  /** A little over a year of half-hours: the most a journal entry may hold. */
  public static final int SLOTS_MAX = 20_000;

  public static final long SLOT_NANOS_MIN = 60_000_000_000L;

  public EnergySeries {
    millionths = List.copyOf(millionths);
    if (millionths.isEmpty() || millionths.size() > SLOTS_MAX || slotNanos < SLOT_NANOS_MIN) {
      throw new IllegalArgumentException(
          "an energy series has 1 to %d slots of a minute or more, not %d of %d ns"
              .formatted(SLOTS_MAX, millionths.size(), slotNanos));
    }
    Math.addExact(beginsNanos, Math.multiplyExact(slotNanos, (long) millionths.size()));
  }

  /** The quantity a series describes. */
  public enum Kind {
    /** Money in the site's currency per kilowatt-hour; may be negative. */
    TARIFF("tariff"),
    /** Grams of CO2 equivalent per kilowatt-hour. */
    CARBON("carbon");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The name in configuration, API and CLI. */
    public String word() {
      return word;
    }
  }

  /** The end of the last slot. */
  public long endsNanos() {
    return beginsNanos(millionths.size());
  }

  /** The beginning of a slot, which may be the one after the last. */
  public long beginsNanos(int slot) {
    return beginsNanos + slot * slotNanos;
  }

  /** The slot that contains the given time; empty outside the series. */
  public OptionalInt slotAt(long atNanos) {
    return atNanos >= beginsNanos && atNanos < endsNanos()
        ? OptionalInt.of((int) ((atNanos - beginsNanos) / slotNanos))
        : OptionalInt.empty();
  }

  /** The slots that overlap the given interval; the series itself when that is all of them. */
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
