package org.arkwright.train.tune;

import java.util.Arrays;

/**
 * A sequence of tokens, of which the model is to learn some.
 *
 * @param tokens at least two; not to be changed
 * @param learnt whether each token is to be learnt from those before it; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by digest alone
record Example(int[] tokens, boolean[] learnt) {
  /** The tokens that the network reads: all but the last, which nothing follows. */
  int inputs() {
    return tokens.length - 1;
  }

  /** The tokens that are learnt. */
  int answers() {
    int count = 0;
    for (int i = 1; i < learnt.length; i++) {
      count += learnt[i] ? 1 : 0;
    }
    return count;
  }

  /** A digest of tokens and of what is learnt. */
  int digest() {
    return 31 * Arrays.hashCode(tokens) + Arrays.hashCode(learnt);
  }
}
