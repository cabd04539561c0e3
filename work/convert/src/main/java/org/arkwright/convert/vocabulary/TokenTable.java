package org.arkwright.convert.vocabulary;

import static org.arkwright.convert.source.ConversionProblem.shown;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.arkwright.convert.source.ConversionProblem;
import org.jspecify.annotations.Nullable;

/** The tokens of a vocabulary by their numbers, one for each row of the embeddings. */
final class TokenTable {
  private final @Nullable String[] texts;
  private final TokenKind[] kinds;
  private final float[] scores;
  private final Map<String, Integer> ids = new HashMap<>();

  /**
   * An empty table.
   *
   * @param rows of the embeddings
   */
  TokenTable(int rows) {
    this.texts = new String[rows];
    this.kinds = new TokenKind[rows];
    this.scores = new float[rows];
    Arrays.fill(kinds, TokenKind.UNUSED);
    Arrays.fill(scores, -10_000);
  }

  /**
   * Sets a token.
   *
   * @throws ConversionProblem when there is no row for it, or another token of that number or text
   */
  void set(long id, String text, TokenKind kind, float score) {
    if (id < 0 || id >= texts.length) {
      throw new ConversionProblem(
          "the token '%s' has the number %d, and the model has embeddings for 0 to %d\nexpected the"
                  .formatted(shown(text), id, texts.length - 1)
              + " tokenizer of this model");
    }
    int row = (int) id;
    String before = texts[row];
    if (before != null && !before.equals(text)) {
      throw new ConversionProblem(
          "the tokens '%s' and '%s' both have the number %d\nexpected a number for each"
              .formatted(shown(before), shown(text), id));
    }
    Integer other = ids.put(text, row);
    if (other != null && other != row) {
      throw new ConversionProblem(
          "the token '%s' has the numbers %d and %d\nexpected one"
              .formatted(shown(text), other, id));
    }
    texts[row] = text;
    kinds[row] = kind;
    scores[row] = score;
  }

  OptionalInt find(String text) {
    Integer id = ids.get(text);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  boolean has(String text) {
    return ids.containsKey(text);
  }

  TokenKind kind(int id) {
    return kinds[id];
  }

  void setKind(int id, TokenKind kind) {
    kinds[id] = kind;
  }

  void setScore(int id, float score) {
    scores[id] = score;
  }

  float score(int id) {
    return scores[id];
  }

  /**
   * Fills the rows after the last token, which models have for the sake of round numbers.
   *
   * @throws ConversionProblem when there is no token, or a number below the last has none
   */
  void finish() {
    int last = texts.length - 1;
    while (last >= 0 && texts[last] == null) {
      last--;
    }
    if (last < 0) {
      throw new ConversionProblem("the tokenizer has no tokens\nexpected that of this model");
    }
    for (int id = 0; id < last; id++) {
      if (texts[id] == null) {
        throw new ConversionProblem(
            "no token has the number %d, and the last has %d\nexpected a tokenizer without holes"
                .formatted(id, last));
      }
    }
    for (int id = last + 1; id < texts.length; id++) {
      String text = "[PAD" + id + "]";
      while (has(text)) {
        text += "_";
      }
      set(id, text, TokenKind.UNUSED, -10_000);
    }
  }

  /** All texts; {@link #finish} comes before. */
  List<String> texts() {
    List<String> all = new ArrayList<>(texts.length);
    for (String text : texts) {
      if (text == null) {
        throw new IllegalStateException("the table is not finished");
      }
      all.add(text);
    }
    return all;
  }

  int[] kindCodes() {
    return Arrays.stream(kinds).mapToInt(TokenKind::code).toArray();
  }

  float[] scores() {
    return scores.clone();
  }
}
