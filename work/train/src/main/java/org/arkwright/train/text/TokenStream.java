package org.arkwright.train.text;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.token.Tokenizer;

/**
 * A corpus as one sequence of token ids. Its documents are in a random order drawn from a seed;
 * each starts with the begin token, and the end token follows the last.
 */
public final class TokenStream {
  private final int[] tokens;
  private final long characters;
  private final List<String> notes;

  private TokenStream(int[] tokens, long characters, List<String> notes) {
    this.notes = List.copyOf(notes);
    this.tokens = tokens;
    this.characters = characters;
  }

  /**
   * Reads and encodes a corpus.
   *
   * @throws TrainingProblem when it has too many tokens
   */
  public static TokenStream of(Corpus corpus, Tokenizer tokenizer, long seed) throws IOException {
    IntList ids = new IntList();
    IntList starts = new IntList();
    long[] characters = new long[1];
    List<String> notes =
        corpus.forEach(document -> {
          starts.add(ids.size);
          ids.add(tokenizer.beginId());
          tokenizer.encode(document, ids::add);
          if (tokenizer.endId() != tokenizer.beginId()) {
            ids.add(tokenizer.endId());
          }
          characters[0] += document.length();
        });
    return new TokenStream(shuffled(ids, starts, tokenizer.endId(), seed), characters[0], notes);
  }

  private static int[] shuffled(IntList ids, IntList starts, int end, long seed) {
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

  /** The ids; must not be modified. */
  int[] tokens() {
    return tokens;
  }

  /** Sentences on what of the corpus was read otherwise than it stands. */
  public List<String> notes() {
    return notes;
  }

  /** The number of ids. */
  public int size() {
    return tokens.length;
  }

  /** A short digest of the sequence of ids. */
  public int digest() {
    return Arrays.hashCode(tokens);
  }

  /** The average number of characters per token. */
  public double charactersPerToken() {
    return (double) characters / tokens.length;
  }

  private static final class IntList {
    private int[] values = new int[1 << 16];
    private int size;

    void add(int value) {
      if (size == values.length) {
        if (size > Integer.MAX_VALUE / 2) {
          throw new TrainingProblem(
              "the corpus has more than a billion tokens\n"
                  + "train on parts of it, one after the other, with --from");
        }
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }
  }
}
