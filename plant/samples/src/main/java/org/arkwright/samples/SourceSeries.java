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
  /** Two minutes at the usual rate: what a crash of the server may lose. */
  static final int BLOCK_POINTS = 120;

  /** A block this short is written anew rather than ended where a value comes that it has not. */
  private static final int SHORT = 16;

  private final NodeId source;
  private final int blocksMax;
  private final Deque<Block> ring = new ArrayDeque<>();
  private @Nullable BlockWriter writer;
  private long lastMillis = Long.MIN_VALUE;

  /**
   * @param blocksMax how many full blocks the ring has
   */
  SourceSeries(NodeId source, int blocksMax) {
    this.source = source;
    this.blocksMax = blocksMax;
  }

  /**
   * Adds a point; one that is not later than the last is ignored.
   *
   * @return the block that is full with it or before it
   */
  Optional<Block> add(Point point) {
    if (Block.ticked(point.atMillis()) <= lastMillis || point.values().isEmpty()) {
      return Optional.empty();
    }
    lastMillis = Block.ticked(point.atMillis());
    Optional<Block> full = Optional.empty();
    BlockWriter open = writer;
    if (open == null) {
      open = new BlockWriter(source, channels(point, new TreeSet<>()), true);
    } else if (!open.fits(point)) {
      if (open.count() >= SHORT) {
        full = Optional.of(keep(open.block()));
        open = new BlockWriter(source, channels(point, new TreeSet<>()), true);
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

  private static SortedSet<Channel> channels(Point point, SortedSet<Channel> more) {
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
  Optional<Block> end() {
    BlockWriter open = writer;
    writer = null;
    return open == null ? Optional.empty() : Optional.of(keep(open.block()));
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
