package org.arkwright.experiments.waitawhile;

/**
 * NumPy's SeedSequence for one word of entropy, which spreads a small seed over a generator's
 * state.
 */
final class SeedSequence {
  private static final int POOL = 4;
  private static final int INIT_A = 0x43b0d7e5;
  private static final int MULT_A = 0x931e8875;
  private static final int INIT_B = 0x8b51f9dd;
  private static final int MULT_B = 0x58f38ded;
  private static final int MIX_LEFT = 0xca01f9dd;
  private static final int MIX_RIGHT = 0x4973f715;

  private final int[] pool = new int[POOL];
  private int hashing = INIT_A;

  private SeedSequence(int seed) {
    pool[0] = hash(seed);
    for (int word = 1; word < POOL; word++) {
      pool[word] = hash(0);
    }
    for (int from = 0; from < POOL; from++) {
      for (int to = 0; to < POOL; to++) {
        if (from != to) {
          pool[to] = mix(pool[to], hash(pool[from]));
        }
      }
    }
  }

  /** Returns the same as {@code SeedSequence(seed).generate_state(4, uint64)}. */
  static long[] words(int seed) {
    return new SeedSequence(seed).generate();
  }

  private int hash(int word) {
    int value = word ^ hashing;
    hashing *= MULT_A;
    value *= hashing;
    return value ^ value >>> 16;
  }

  private static int mix(int one, int other) {
    int value = MIX_LEFT * one - MIX_RIGHT * other;
    return value ^ value >>> 16;
  }

  private long[] generate() {
    int running = INIT_B;
    long[] words = new long[POOL];
    for (int half = 0; half < 2 * POOL; half++) {
      int value = pool[half % POOL] ^ running;
      running *= MULT_B;
      value *= running;
      value ^= value >>> 16;
      words[half / 2] |= Integer.toUnsignedLong(value) << (half % 2 == 0 ? 0 : 32);
    }
    return words;
  }
}
