package org.arkwright.samples;

/**
 * What the values of a channel were together.
 *
 * @param count how many there were
 * @param sum of all
 * @param max the largest; 0 if there were none
 */
public record Stats(long count, long sum, long max) {
  /** Those of no values. */
  public static final Stats NONE = new Stats(0, 0, 0);

  Stats plus(long value) {
    return new Stats(count + 1, sum + value, Math.max(max, value));
  }

  /** Both together. */
  public Stats plus(Stats other) {
    return new Stats(count + other.count, sum + other.sum, Math.max(max, other.max));
  }

  /** Their mean; 0 if there were none. */
  public long mean() {
    return count == 0 ? 0 : Math.round((double) sum / count);
  }
}
