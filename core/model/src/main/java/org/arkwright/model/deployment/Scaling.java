package org.arkwright.model.deployment;

import java.time.Duration;

/**
 * When the number of replicas changes between minimum and maximum.
 *
 * @param targetOutstanding requests that one replica should work on at a time
 * @param stabilisation how long fewer must have been enough before there are fewer
 * @param idle how long nobody must have asked before the last replica goes, where the minimum is 0
 */
public record Scaling(int targetOutstanding, Duration stabilisation, Duration idle) {
  public static final Scaling DEFAULT =
      new Scaling(4, Duration.ofMinutes(1), Duration.ofMinutes(10));

  public Scaling {
    if (targetOutstanding < 1 || stabilisation.isNegative() || idle.isNegative()) {
      throw new IllegalArgumentException(
          "not a scaling: %d, %s, %s".formatted(targetOutstanding, stabilisation, idle));
    }
  }
}
