package org.arkwright.simulation.time;

import java.util.List;
import java.util.SplittableRandom;

/** A seeded source of random choices. */
public final class SeededRandom {
  private final SplittableRandom random;

  public SeededRandom(long seed) {
    this(new SplittableRandom(seed));
  }

  private SeededRandom(SplittableRandom random) {
    this.random = random;
  }

  /** Returns an independent source, so that the draws of one part do not shift those of another. */
  public SeededRandom split() {
    return new SeededRandom(random.split());
  }

  /** Returns a generator for production code. */
  public SplittableRandom generator() {
    return random.split();
  }

  /** A number from low to high, both included. */
  public int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** A number from low to high, both included. */
  public long between(long low, long high) {
    return random.nextLong(low, high + 1);
  }

  /** Returns true with the given probability, in thousandths. */
  public boolean permille(int chance) {
    return random.nextInt(1000) < chance;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
