package org.arkwright.samples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.samples.Bits.DamagedException;

/** The samples of a node or of an attempt, which may be on several nodes. Immutable. */
public final class History {
  /** No samples. */
  public static final History NONE = new History();

  private final SortedMap<NodeId, List<Block>> sources = new TreeMap<>();

  private History() {}

  /**
   * What was measured in a step of time.
   *
   * @param atMillis when the step began
   * @param total the values of all nodes together, without those of devices
   * @param devices the values of each node's devices
   */
  public record Step(
      long atMillis,
      SortedMap<Metric, Long> total,
      SortedMap<NodeId, SortedMap<SeriesKey, Long>> devices) {}

  /**
   * Samples as steps.
   *
   * @param stepMillis their length
   */
  public record Steps(long stepMillis, List<Step> steps) {}

  static History of(List<Block> blocks) {
    return of(blocks, List.of());
  }

  /**
   * @param written blocks in the order in which they were written
   * @param newest blocks whose points may be among those already
   */
  static History of(List<Block> written, List<Block> newest) {
    History history = new History();
    Map<NodeId, Long> ends = new HashMap<>();
    for (Block block : written) {
      history.sources.computeIfAbsent(block.source(), _ -> new ArrayList<>()).add(block);
      ends.merge(block.source(), block.endMillis(), Math::max);
    }
    for (Block block : newest) {
      later(block, ends.getOrDefault(block.source(), Long.MIN_VALUE))
          .ifPresent(rest ->
              history.sources.computeIfAbsent(rest.source(), _ -> new ArrayList<>()).add(rest));
    }
    return history;
  }

  private static Optional<Block> later(Block block, long endMillis) {
    try {
      return block.after(endMillis);
    } catch (DamagedException _) {
      return Optional.empty(); // It was made in memory, so this does not happen by chance.
    }
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /** What all values of each node were, exactly, however long ago. */
  public SortedMap<NodeId, SortedMap<SeriesKey, Stats>> stats() {
    SortedMap<NodeId, SortedMap<SeriesKey, Stats>> stats = new TreeMap<>();
    sources.forEach((node, blocks) -> stats.put(node, Thinning.stats(blocks)));
    return stats;
  }

  /**
   * Returns what was measured in a period, in steps that are not shorter than what is known.
   *
   * @param stepsMax at least 1
   */
  public Steps steps(long fromMillis, long untilMillis, int stepsMax) {
    SortedMap<NodeId, List<Point>> points = new TreeMap<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long step = 1000;
    for (Map.Entry<NodeId, List<Block>> source : sources.entrySet()) {
      List<Point> within = points(source.getValue(), fromMillis, untilMillis);
      points.put(source.getKey(), within);
      if (!within.isEmpty()) {
        first = Math.min(first, within.getFirst().atMillis());
        last = Math.max(last, within.getLast().atMillis());
        step = Math.max(step, seconds(distance(within)));
      }
    }
    if (first > last) {
      return new Steps(step, List.of());
    }
    step = Math.max(step, seconds((last - first) / stepsMax + 1));
    SortedMap<Long, Step> steps = new TreeMap<>();
    for (Map.Entry<NodeId, List<Point>> source : points.entrySet()) {
      for (Point mean : Means.of(source.getValue(), step)) {
        add(
            steps.computeIfAbsent(
                mean.atMillis(), at -> new Step(at, new TreeMap<>(), new TreeMap<>())),
            source.getKey(),
            mean);
      }
    }
    return new Steps(step, List.copyOf(steps.values()));
  }

  private static void add(Step step, NodeId node, Point mean) {
    mean.values()
        .forEach((channel, value) -> {
          if (channel.device() == SeriesKey.NONE) {
            step.total.merge(channel.metric(), value, channel.metric()::across);
          } else {
            step.devices.computeIfAbsent(node, _ -> new TreeMap<>()).put(channel, value);
          }
        });
  }

  private static List<Point> points(List<Block> blocks, long from, long until) {
    List<Point> points = new ArrayList<>();
    for (Block block : blocks) {
      if (block.count() > 0 && block.endMillis() >= from && block.startMillis() < until) {
        try {
          block.points().stream()
              .filter(point -> point.atMillis() >= from && point.atMillis() < until)
              .forEach(points::add);
        } catch (DamagedException _) {
          // One block of many is lost; its sum says otherwise, so this does not happen by chance.
        }
      }
    }
    points.sort((a, b) -> Long.compare(a.atMillis(), b.atMillis()));
    return points;
  }

  /** The distance that half of the points keep, at most. */
  private static long distance(List<Point> points) {
    long[] distances = new long[points.size() - 1];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = points.get(i + 1).atMillis() - points.get(i).atMillis();
    }
    Arrays.sort(distances);
    return distances.length == 0 ? 0 : distances[distances.length / 2];
  }

  /** Rounds to whole seconds, never to none. */
  private static long seconds(long millis) {
    return Math.max(1, Math.ceilDiv(millis - 100, 1000)) * 1000;
  }
}
