package org.arkwright.spec;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt one probably stands for. */
public final class NearestWord {
  private static final int WORD_MAX = 64;

  private NearestWord() {}

  /**
   * Returns the candidate with the smallest edit distance (Damerau–Levenshtein, optimal string
   * alignment, ignoring case, dashes and underscores), the first one on a tie; empty when none is
   * within a third of the word's length.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    if (word.length() > WORD_MAX) {
      return Optional.empty();
    }
    String normalized = normalized(word);
    int best = Math.max(1, (normalized.length() + 1) / 3) + 1;
    Optional<String> nearest = Optional.empty();
    for (String candidate : candidates) {
      int distance = distance(normalized, normalized(candidate));
      if (distance < best) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  private static String normalized(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  private static int distance(String left, String right) {
    int[][] distances = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      distances[i][0] = i;
    }
    for (int j = 0; j <= right.length(); j++) {
      distances[0][j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      for (int j = 1; j <= right.length(); j++) {
        int substitution = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        distances[i][j] =
            Math.min(
                Math.min(distances[i - 1][j] + 1, distances[i][j - 1] + 1),
                distances[i - 1][j - 1] + substitution);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          distances[i][j] = Math.min(distances[i][j], distances[i - 2][j - 2] + 1);
        }
      }
    }
    return distances[left.length()][right.length()];
  }
}
