package org.arkwright.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.arkwright.model.id.NodeId;
import org.arkwright.samples.Bits.DamagedException;

/**
 * Makes a long series short: means of points take their place, over twice the time each time, and a
 * block without points keeps what all of them were together, so that peaks and means stay exact.
 */
final class Thinning {
  private static final long FIRST_STEP_MILLIS = 2000;

  private Thinning() {}

  /** Returns the series with about half as many points. */
  static List<Block> thinned(List<Block> blocks) throws DamagedException {
    List<Block> thin = new ArrayList<>();
    Map<NodeId, List<Block>> sources =
        blocks.stream()
            .collect(Collectors.groupingBy(Block::source, TreeMap::new, Collectors.toList()));
    for (Map.Entry<NodeId, List<Block>> each : sources.entrySet()) {
      thin.add(sum(each.getKey(), each.getValue()));
      thin.addAll(means(each.getKey(), each.getValue()));
    }
    return thin;
  }

  /** What all values of a series were, by the blocks that say it. */
  static SortedMap<SeriesKey, Stats> stats(List<Block> blocks) {
    SortedMap<SeriesKey, Stats> all = new TreeMap<>();
    for (Block block : blocks) {
      block
          .channels()
          .forEach((channel, stats) -> {
            if (stats.count() > 0) {
              all.merge(channel, stats, Stats::plus);
            }
          });
    }
    return all;
  }

  private static Block sum(NodeId source, List<Block> blocks) {
    return new Block(
        source,
        blocks.stream().mapToLong(Block::startMillis).min().orElse(0),
        blocks.stream().mapToLong(Block::endMillis).max().orElse(0),
        0,
        stats(blocks),
        new byte[0]);
  }

  private static List<Block> means(NodeId source, List<Block> blocks) throws DamagedException {
    SortedSet<SeriesKey> channels = new TreeSet<>();
    List<Point> points = new ArrayList<>();
    for (Block block : blocks) {
      channels.addAll(block.channels().keySet());
      points.addAll(block.points());
    }
    List<Block> means = new ArrayList<>();
    BlockWriter writer = new BlockWriter(source, channels, false);
    for (Point mean : halved(points)) {
      if (writer.count() == SourceSeries.BLOCK_POINTS) {
        means.add(writer.block());
        writer = new BlockWriter(source, channels, false);
      }
      writer.add(mean);
    }
    if (writer.count() > 0) {
      means.add(writer.block());
    }
    return means;
  }

  private static List<Point> halved(List<Point> points) {
    long step = FIRST_STEP_MILLIS;
    List<Point> means = Means.of(points, step);
    while (means.size() > 1 && means.size() > points.size() / 2 + 1) {
      step *= 2;
      means = Means.of(points, step);
    }
    return means;
  }
}
