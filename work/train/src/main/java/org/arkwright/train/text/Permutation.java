package org.arkwright.train.text;

import java.util.SplittableRandom;

/** The numbers from zero on in a drawn order. */
final class Permutation {
  private Permutation() {}

  /** Fisher and Yates's shuffle. */
  static int[] of(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
