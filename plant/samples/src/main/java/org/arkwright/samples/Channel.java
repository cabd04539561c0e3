package org.arkwright.samples;

import java.util.Comparator;

/**
 * One value of a series.
 *
 * @param device the index of the device on its node; {@link #NONE} where the metric is of none
 */
public record Channel(Metric metric, int device) implements Comparable<Channel> {
  public static final int NONE = -1;

  private static final Comparator<Channel> ORDER =
      Comparator.comparing(Channel::metric).thenComparingInt(Channel::device);

  /** The value of a metric that is of no device. */
  public static Channel of(Metric metric) {
    return new Channel(metric, NONE);
  }

  @Override
  public int compareTo(Channel other) {
    return ORDER.compare(this, other);
  }
}
