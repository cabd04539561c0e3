package org.arkwright.samples;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;
import org.arkwright.samples.Bits.DamagedException;
import org.jspecify.annotations.Nullable;

/** The newest points of one series of one node: a ring of blocks, and one that grows. */
final class SourceSeries {
  /** Two minutes at the usual rate. */
  static final int BLOCK_POINTS = 120;

  /** A block this short is written anew rather than ended where a value comes that it has not. */
  private static final int SHORT = 16;

  private final NodeId source;
  private final int blocksMax;
  private final Unwritten unwritten;
  private final Deque<Block> ring = new ArrayDeque<>();
  private @Nullable BlockWriter writer;
  private long lastMillis = Long.MIN_VALUE;
  private long first;

  /**
   * @param blocksMax how many full blocks the ring has
   * @param unwritten is told of each block that begins
   */
  SourceSeries(NodeId source, int blocksMax, Unwritten unwritten) {
    this.source = source;
    this.blocksMax = blocksMax;
    this.unwritten = unwritten;
  }

  /**
   * A block that is to be written.
   *
   * @param first the number of the sample with which it began
   */
  record Ended(Block block, long first) {}

  /**
   * Adds a point; one that is not later than the last is ignored.
   *
   * @param number that of the sample, or {@link Unwritten#NONE}
   * @return the block that is full with it or before it
   */
  Optional<Ended> add(Point point, long number) {
    if (Block.ticked(point.atMillis()) <= lastMillis || point.values().isEmpty()) {
      return Optional.empty();
    }
    lastMillis = Block.ticked(point.atMillis());
    Optional<Ended> full = Optional.empty();
    BlockWriter open = writer;
    if (open == null) {
      open = begin(point, number);
    } else if (!open.fits(point)) {
      if (open.count() >= SHORT) {
        full = end();
        open = begin(point, number);
      } else {
        open = wider(open, point);
      }
    }
    open.add(point);
    writer = open;
    if (open.count() >= BLOCK_POINTS) {
      full = end();
    }
    return full;
  }

  private BlockWriter begin(Point point, long number) {
    first = number;
    unwritten.begun(number);
    return new BlockWriter(source, channels(point, new TreeSet<>()), true);
  }

  private static SortedSet<SeriesKey> channels(Point point, SortedSet<SeriesKey> more) {
    more.addAll(point.values().keySet());
    return more;
  }

  private BlockWriter wider(BlockWriter open, Point point) {
    BlockWriter wider = new BlockWriter(source, channels(point, open.channels()), true);
    try {
      open.block().points().forEach(wider::add);
    } catch (DamagedException e) {
      throw new IllegalStateException("a block cannot be read that was just written", e);
    }
    return wider;
  }

  /** Ends the block that grows. */
  Optional<Ended> end() {
    BlockWriter open = writer;
    writer = null;
    return open == null ? Optional.empty() : Optional.of(new Ended(keep(open.block()), first));
  }

  private Block keep(Block block) {
    ring.addLast(block);
    if (ring.size() > blocksMax) {
      ring.removeFirst();
    }
    return block;
  }

  /** The newest blocks, the one that grows among them. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>(ring);
    if (writer != null) {
      blocks.add(writer.block());
    }
    return blocks;
  }
}
