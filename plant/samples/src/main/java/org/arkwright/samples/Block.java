package org.arkwright.samples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;
import org.arkwright.samples.Bits.DamagedException;

/**
 * A compressed piece of the series of one node. Of times the change of their distance is kept, of
 * values the change: both are mostly zero or small where something is measured at a fixed rate.
 * Immutable.
 */
final class Block {
  /** The precision of times. */
  static final long TICK_MILLIS = 100;

  private final NodeId source;
  private final long startMillis;
  private final long endMillis;
  private final int count;
  private final SortedMap<SeriesKey, Stats> channels;
  private final byte[] bits;

  /**
   * @param source the node that measured
   * @param startMillis the time of the first point; of a block without points, of what it sums up
   * @param endMillis the time of the last one
   * @param count the number of points
   * @param channels which values the points have, with what they were when they were measured; that
   *     is {@link Stats#NONE} where the points are means of others, which another block sums up
   * @param bits the points; must not be changed any more
   */
  Block(
      NodeId source,
      long startMillis,
      long endMillis,
      int count,
      SortedMap<SeriesKey, Stats> channels,
      byte[] bits) {
    this.source = source;
    this.startMillis = startMillis;
    this.endMillis = endMillis;
    this.count = count;
    this.channels = Collections.unmodifiableSortedMap(new TreeMap<>(channels));
    this.bits = bits;
  }

  NodeId source() {
    return source;
  }

  long startMillis() {
    return startMillis;
  }

  long endMillis() {
    return endMillis;
  }

  int count() {
    return count;
  }

  SortedMap<SeriesKey, Stats> channels() {
    return channels;
  }

  /** The points as they are kept; must not be changed. */
  byte[] bits() {
    return bits;
  }

  /** Returns a time as it is kept. */
  static long ticked(long millis) {
    return Math.floorDiv(millis + TICK_MILLIS / 2, TICK_MILLIS) * TICK_MILLIS;
  }

  /**
   * Returns what of it is later than that time, which may be nothing.
   *
   * @throws DamagedException when its points cannot be read
   */
  Optional<Block> after(long millis) throws DamagedException {
    if (startMillis > millis) {
      return Optional.of(this);
    }
    if (endMillis <= millis) {
      return Optional.empty();
    }
    BlockWriter rest = new BlockWriter(source, new TreeSet<>(channels.keySet()), true);
    for (Point point : points()) {
      if (point.atMillis() > millis) {
        rest.add(point);
      }
    }
    return Optional.of(rest.block());
  }

  /** The points, in the order of their times. */
  List<Point> points() throws DamagedException {
    Bits.Reader reader = new Bits.Reader(bits);
    List<Point> points = new ArrayList<>(count);
    long[] last = new long[channels.size()];
    long at = startMillis / TICK_MILLIS;
    long distance = 0;
    for (int i = 0; i < count; i++) {
      distance += reader.number();
      at += distance;
      SortedMap<SeriesKey, Long> values = new TreeMap<>();
      int c = 0;
      for (SeriesKey channel : channels.keySet()) {
        long change = reader.number();
        if (!reader.wasMissing()) {
          last[c] += change;
          values.put(channel, last[c] * channel.metric().grain());
        }
        c++;
      }
      points.add(new Point(at * TICK_MILLIS, values));
    }
    return points;
  }
}
