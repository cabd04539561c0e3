package org.arkwright.samples;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured at one time.
 *
 * @param atMillis in milliseconds since 1970
 * @param values in the units of their metrics, not negative; what is unknown is absent
 */
public record Point(long atMillis, SortedMap<SeriesKey, Long> values) {
  public Point {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The value of a metric that is of no device. */
  public Optional<Long> value(Metric metric) {
    return Optional.ofNullable(values.get(SeriesKey.of(metric)));
  }
}
