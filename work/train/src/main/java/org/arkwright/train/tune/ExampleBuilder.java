package org.arkwright.train.tune;

import java.util.Arrays;
import java.util.Optional;

/** Puts an example together from parts of it. Not thread-safe. */
final class ExampleBuilder {
  private int[] tokens = new int[256];
  private boolean[] learnt = new boolean[256];
  private int size;

  void add(int token, boolean learn) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
      learnt = Arrays.copyOf(learnt, size * 2);
    }
    tokens[size] = token;
    learnt[size++] = learn;
  }

  void add(int[] some, boolean learn) {
    for (int token : some) {
      add(token, learn);
    }
  }

  int size() {
    return size;
  }

  /** Returns the example; empty where nothing of it is to be learnt. */
  Optional<Example> build() {
    Example example = new Example(Arrays.copyOf(tokens, size), Arrays.copyOf(learnt, size));
    return size > 1 && example.answers() > 0 ? Optional.of(example) : Optional.empty();
  }
}
