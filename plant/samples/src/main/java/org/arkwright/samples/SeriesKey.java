package org.arkwright.samples;

import java.util.Comparator;

/**
 * One value of a series.
 *
 * @param device the index of the device on its node; {@link #NONE} where the metric is of none
 */
public record SeriesKey(Metric metric, int device) implements Comparable<SeriesKey> {
  public static final int NONE = -1;

  private static final Comparator<SeriesKey> ORDER =
      Comparator.comparing(SeriesKey::metric).thenComparingInt(SeriesKey::device);

  /** The value of a metric that is of no device. */
  public static SeriesKey of(Metric metric) {
    return new SeriesKey(metric, NONE);
  }

  @Override
  public int compareTo(SeriesKey other) {
    return ORDER.compare(this, other);
  }
}
