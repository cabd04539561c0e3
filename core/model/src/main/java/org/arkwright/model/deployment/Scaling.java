package org.arkwright.model.deployment;

import java.time.Duration;

/**
 * The rule by which the number of replicas moves between minimum and maximum.
 *
 * @param targetOutstanding requests that one replica should work on at a time
 * @param stabilisation how long fewer replicas must have sufficed before scaling down
 * @param idle how long without requests before the last replica is removed, where the minimum is 0
 */
public record Scaling(int targetOutstanding, Duration stabilisation, Duration idle) {
  public static final Scaling DEFAULT =
      new Scaling(4, Duration.ofMinutes(1), Duration.ofMinutes(10));

  public Scaling {
    if (targetOutstanding < 1 || stabilisation.isNegative() || idle.isNegative()) {
      throw new IllegalArgumentException(
          "invalid scaling: %d, %s, %s".formatted(targetOutstanding, stabilisation, idle));
    }
  }
}
