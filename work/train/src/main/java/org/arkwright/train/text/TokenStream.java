package org.arkwright.train.text;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.token.Tokenizer;

/**
 * A corpus as one run of token ids, its documents in an order drawn from a seed, each begun by the
 * begin token and the last closed by the end token.
 */
public final class TokenStream {
  private final int[] tokens;
  private final long characters;

  private TokenStream(int[] tokens, long characters) {
    this.tokens = tokens;
    this.characters = characters;
  }

  /**
   * Reads and encodes a corpus.
   *
   * @throws TrainingProblem when it has 2³¹ tokens or more
   */
  public static TokenStream of(Corpus corpus, Tokenizer tokenizer, long seed) throws IOException {
    Growing ids = new Growing();
    Growing starts = new Growing();
    long[] characters = new long[1];
    corpus.forEach(document -> {
      starts.add(ids.size);
      ids.add(tokenizer.beginId());
      tokenizer.encode(document, ids::add);
      if (tokenizer.endId() != tokenizer.beginId()) {
        ids.add(tokenizer.endId());
      }
      characters[0] += document.length();
    });
    return new TokenStream(shuffled(ids, starts, tokenizer.endId(), seed), characters[0]);
  }

  private static int[] shuffled(Growing ids, Growing starts, int end, long seed) {
    int[] order = Permutation.of(starts.size, new SplittableRandom(seed));
    int[] tokens = new int[ids.size + 1];
    int position = 0;
    for (int document : order) {
      int from = starts.values[document];
      int to = document + 1 < starts.size ? starts.values[document + 1] : ids.size;
      System.arraycopy(ids.values, from, tokens, position, to - from);
      position += to - from;
    }
    tokens[position] = end;
    return tokens;
  }

  /** The ids; not to be changed. */
  int[] tokens() {
    return tokens;
  }

  /** How many ids there are. */
  public int size() {
    return tokens.length;
  }

  /** A short digest of all ids in their order. */
  public int digest() {
    return Arrays.hashCode(tokens);
  }

  /** Characters of text behind each token, on average. */
  public double charactersPerToken() {
    return (double) characters / tokens.length;
  }

  private static final class Growing {
    private int[] values = new int[1 << 16];
    private int size;

    void add(int value) {
      if (size == values.length) {
        if (size > Integer.MAX_VALUE / 2) {
          throw new TrainingProblem(
              "the corpus has more than a thousand million tokens\n"
                  + "train on a part of it, several times with --from");
        }
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }
  }
}
