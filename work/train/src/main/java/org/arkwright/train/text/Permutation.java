package org.arkwright.train.text;

import java.util.SplittableRandom;

/** Random permutations. */
public final class Permutation {
  private Permutation() {}

  /** Returns a random permutation of the numbers from zero (Fisher and Yates). */
  public static int[] of(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
