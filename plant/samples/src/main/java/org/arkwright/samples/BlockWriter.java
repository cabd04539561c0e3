package org.arkwright.samples;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;

/** Makes a {@link Block} of points as they come. Not thread-safe. */
final class BlockWriter {
  private final NodeId source;
  private final SortedMap<SeriesKey, Stats> channels = new TreeMap<>();
  private final long[] last;
  private final boolean measured;
  private final Bits.Writer writer = new Bits.Writer();
  private long start;
  private long tick;
  private long distance;
  private int count;

  /**
   * @param channels the values that the points may have
   * @param measured whether the points are as they were measured, and not means
   */
  BlockWriter(NodeId source, SortedSet<SeriesKey> channels, boolean measured) {
    this.source = source;
    this.measured = measured;
    this.last = new long[channels.size()];
    channels.forEach(channel -> this.channels.put(channel, Stats.NONE));
  }

  int count() {
    return count;
  }

  /** Whether the block has a place for each value of the point. */
  boolean fits(Point point) {
    return channels.keySet().containsAll(point.values().keySet());
  }

  /** Adds a point that fits and is later than the last. */
  void add(Point point) {
    long now = Block.ticked(point.atMillis()) / Block.TICK_MILLIS;
    if (count == 0) {
      start = now;
      tick = now;
    }
    long next = now - tick;
    writer.number(next - distance);
    distance = next;
    tick = now;
    int c = 0;
    for (var each : channels.entrySet()) {
      Long value = point.values().get(each.getKey());
      if (value == null) {
        writer.missing();
      } else {
        long grain = each.getKey().metric().grain();
        long kept = Math.floorDiv(value + grain / 2, grain);
        writer.number(kept - last[c]);
        last[c] = kept;
        if (measured) {
          each.setValue(each.getValue().plus(value));
        }
      }
      c++;
    }
    count++;
  }

  /** The channels of the block. */
  SortedSet<SeriesKey> channels() {
    return new TreeSet<>(channels.keySet());
  }

  /** Returns what was added so far. */
  Block block() {
    return new Block(
        source,
        start * Block.TICK_MILLIS,
        tick * Block.TICK_MILLIS,
        count,
        channels,
        writer.toBytes());
  }
}
