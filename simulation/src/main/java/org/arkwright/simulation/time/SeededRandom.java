package org.arkwright.simulation.time;

import java.util.List;
import java.util.SplittableRandom;

/** Seeded chance. */
public final class SeededRandom {
  private final SplittableRandom random;

  public SeededRandom(long seed) {
    this(new SplittableRandom(seed));
  }

  private SeededRandom(SplittableRandom random) {
    this.random = random;
  }

  /** Dice of their own, so that one part's throws do not shift another's. */
  public SeededRandom split() {
    return new SeededRandom(random.split());
  }

  /** A generator for production code that asks for one. */
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

  /** True so many times in a thousand. */
  public boolean permille(int chance) {
    return random.nextInt(1000) < chance;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
