package org.arkwright.model.deployment;

/** The number of replicas a deployment may have; with a minimum of 0 it can scale to zero. */
public record Replicas(int min, int max) {
  public static final int MAX = 1000;
  public static final Replicas ONE = new Replicas(1, 1);

  public Replicas {
    if (min < 0 || max < min || max > MAX) {
      throw new IllegalArgumentException(
          "replicas from %d to %d, expected 0 ≤ min ≤ max ≤ %d".formatted(min, max, MAX));
    }
  }

  /** The nearest number that is allowed. */
  public int clamp(int count) {
    return Math.clamp(count, min, max);
  }

  @Override
  public String toString() {
    return min == max ? Integer.toString(min) : min + ".." + max;
  }
}
