package org.arkwright.experiments.waitawhile;

/**
 * A bit-exact reimplementation of NumPy's {@code default_rng(seed)}, from which the paper's job
 * sets are drawn: PCG64 with XSL-RR output (O'Neill, PCG, HMC-CS-2014-0905), seeded by NumPy's
 * SeedSequence (after O'Neill's seed_seq), bounded integers by Lemire's method (ACM TOMACS 29,
 * 2019), and binomials by inversion (Kachitvichyanukul and Schmeiser, CACM 31, 1988). Belongs to
 * one thread.
 */
final class NumpyRandom {
  private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
  private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;
  private static final long LOW_32 = 0xFFFF_FFFFL;

  private long high;
  private long low;
  private final long stepHigh;
  private final long stepLow;
  private boolean halfKept;
  private long half;

  /** Returns the same as {@code numpy.random.default_rng(seed)}, for a seed of one word. */
  NumpyRandom(int seed) {
    long[] words = SeedSequence.words(seed);
    stepHigh = words[2] << 1 | words[3] >>> 63;
    stepLow = words[3] << 1 | 1;
    step();
    add(words[0], words[1]);
    step();
  }

  private void step() {
    long productHigh =
        Math.unsignedMultiplyHigh(low, MULTIPLIER_LOW)
            + high * MULTIPLIER_LOW
            + low * MULTIPLIER_HIGH;
    low *= MULTIPLIER_LOW;
    high = productHigh;
    add(stepHigh, stepLow);
  }

  private void add(long moreHigh, long moreLow) {
    low += moreLow;
    high += moreHigh + (Long.compareUnsigned(low, moreLow) < 0 ? 1 : 0);
  }

  /** Returns 64 random bits. */
  long nextLong() {
    step();
    return Long.rotateRight(high ^ low, (int) (high >>> 58));
  }

  /** Returns 32 random bits; the lower half of each 64 comes first. */
  private long nextHalf() {
    if (halfKept) {
      halfKept = false;
      return half;
    }
    long both = nextLong();
    halfKept = true;
    half = both >>> 32;
    return both & LOW_32;
  }

  /** Returns the same as {@code random()}: 0 to 1 with 53 bits. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Returns the same as {@code integers(0, bound)} for a bound from 2 to 2³². */
  int below(int bound) {
    long product = nextHalf() * bound;
    long rest = product & LOW_32;
    if (rest < bound) {
      long threshold = (LOW_32 - (bound - 1)) % bound;
      while (rest < threshold) {
        product = nextHalf() * bound;
        rest = product & LOW_32;
      }
    }
    return (int) (product >>> 32);
  }

  /** Returns the same as {@code multinomial(draws, [1 / kinds] * kinds)}. */
  int[] multinomial(int draws, int kinds) {
    int[] counts = new int[kinds];
    double share = 1.0 / kinds;
    double rest = 1.0;
    int left = draws;
    for (int kind = 0; kind < kinds - 1 && left > 0; kind++) {
      counts[kind] = binomial(left, share / rest);
      left -= counts[kind];
      rest -= share;
    }
    counts[kinds - 1] = left;
    return counts;
  }

  private int binomial(int draws, double p) {
    if (Math.min(p, 1 - p) * draws > 30) {
      throw new IllegalArgumentException("too many draws for inversion: " + draws);
    }
    return p <= 0.5 ? inversion(draws, p) : draws - inversion(draws, 1 - p);
  }

  private int inversion(int draws, double p) {
    double miss = 1 - p;
    double none = StrictMath.exp(draws * StrictMath.log1p(-p));
    double mean = draws * p;
    int bound = (int) Math.min(draws, mean + 10 * Math.sqrt(mean * miss + 1));
    int hits = 0;
    double probability = none;
    double drawn = nextDouble();
    while (drawn > probability) {
      hits++;
      if (hits > bound) {
        hits = 0;
        probability = none;
        drawn = nextDouble();
      } else {
        drawn -= probability;
        probability = (draws - hits + 1) * p * probability / (hits * miss);
      }
    }
    return hits;
  }

  /** Returns the same as {@code standard_normal()}. */
  double nextGaussian() {
    return Ziggurat.next(this);
  }
}
