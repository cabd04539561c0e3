package org.arkwright.samples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.protocol.Sample.RankUse;

/** Makes points of what a worker measured. */
final class Points {
  private Points() {}

  /** Returns a point of the node: what it used altogether, and each of its devices. */
  static Point ofNode(Sample sample, long atMillis) {
    SortedMap<SeriesKey, Long> values = new TreeMap<>();
    sample
        .node()
        .ifPresent(node -> {
          node.cpuMillis().ifPresent(value -> put(values, Metric.CPU, value));
          node.memoryBytes().ifPresent(value -> put(values, Metric.MEMORY, value));
          node.receivedBytes().ifPresent(value -> put(values, Metric.RECEIVED, value));
          node.sentBytes().ifPresent(value -> put(values, Metric.SENT, value));
        });
    put(values, Metric.RANKS, sample.ranks().size());
    sample.devices().forEach(device -> putDevice(values, device));
    return new Point(atMillis, values);
  }

  /**
   * Returns a point of each attempt that has ranks in the sample.
   *
   * @param devices the attempts that are taken, with their devices on the node
   */
  static Map<AttemptId, Point> ofAttempts(
      Sample sample, long atMillis, Map<AttemptId, Set<Integer>> devices) {
    Map<AttemptId, List<RankUse>> ranks = new HashMap<>();
    for (RankUse rank : sample.ranks()) {
      if (devices.containsKey(rank.attempt())) {
        ranks.computeIfAbsent(rank.attempt(), _ -> new ArrayList<>()).add(rank);
      }
    }
    Map<AttemptId, Point> points = new HashMap<>();
    ranks.forEach((attempt, uses) -> {
      SortedMap<SeriesKey, Long> values = sum(uses);
      for (DeviceUse device : sample.devices()) {
        if (devices.getOrDefault(attempt, Set.of()).contains(device.device())) {
          putDevice(values, device);
        }
      }
      points.put(attempt, new Point(atMillis, values));
    });
    return points;
  }

  /** The sum of what ranks used; what is not known of each of them is not known of all. */
  private static SortedMap<SeriesKey, Long> sum(List<RankUse> ranks) {
    SortedMap<SeriesKey, Long> values = new TreeMap<>();
    put(values, Metric.RANKS, ranks.size());
    put(values, Metric.MEMORY, ranks.stream().mapToLong(RankUse::memoryBytes).sum());
    put(values, Metric.PROCESSES, ranks.stream().mapToLong(RankUse::processes).sum());
    if (ranks.size() > 1) {
      put(
          values,
          Metric.LARGEST,
          ranks.stream().mapToLong(RankUse::memoryBytes).max().orElseThrow());
    }
    add(values, Metric.CPU, ranks, RankUse::cpuMillis);
    add(values, Metric.ANONYMOUS, ranks, RankUse::anonymousBytes);
    add(values, Metric.READ, ranks, RankUse::readBytes);
    add(values, Metric.WRITTEN, ranks, RankUse::writtenBytes);
    return values;
  }

  private static void add(
      SortedMap<SeriesKey, Long> values,
      Metric metric,
      List<RankUse> ranks,
      Function<RankUse, Optional<Long>> value) {
    if (ranks.stream().allMatch(rank -> value.apply(rank).isPresent())) {
      put(values, metric, ranks.stream().mapToLong(rank -> value.apply(rank).orElse(0L)).sum());
    }
  }

  private static void putDevice(SortedMap<SeriesKey, Long> values, DeviceUse device) {
    int index = device.device();
    device
        .busyPercent()
        .ifPresent(value -> values.put(new SeriesKey(Metric.DEVICE_BUSY, index), (long) value));
    device
        .memoryBytes()
        .ifPresent(value -> values.put(new SeriesKey(Metric.DEVICE_MEMORY, index), value));
    device
        .milliwatts()
        .ifPresent(value -> values.put(new SeriesKey(Metric.DEVICE_POWER, index), value));
    device
        .celsius()
        .ifPresent(value -> values.put(new SeriesKey(Metric.DEVICE_CELSIUS, index), (long) value));
  }

  private static void put(SortedMap<SeriesKey, Long> values, Metric metric, long value) {
    values.put(SeriesKey.of(metric), value);
  }
}
