package org.arkwright.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Points put together that are close in time. */
final class Means {
  private Means() {}

  /**
   * Returns one point for each step of time in which there are some, with the mean of each value
   * over those that have it.
   *
   * @param points of one node, in any order
   */
  static List<Point> of(List<Point> points, long stepMillis) {
    SortedMap<Long, SortedMap<SeriesKey, Stats>> steps = new TreeMap<>();
    for (Point point : points) {
      SortedMap<SeriesKey, Stats> step =
          steps.computeIfAbsent(
              Math.floorDiv(point.atMillis(), stepMillis) * stepMillis, _ -> new TreeMap<>());
      point
          .values()
          .forEach((channel, value) -> step.merge(channel, Stats.NONE.plus(value), Stats::plus));
    }
    List<Point> means = new ArrayList<>();
    steps.forEach((at, step) -> {
      SortedMap<SeriesKey, Long> values = new TreeMap<>();
      step.forEach((channel, stats) -> values.put(channel, stats.mean()));
      means.add(new Point(at, values));
    });
    return means;
  }
}
