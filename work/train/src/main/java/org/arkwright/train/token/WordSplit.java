package org.arkwright.train.token;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GPT-2's split of a text into pieces that no token crosses. Longer pieces than any writing has are
 * cut, since the time of a merge grows with the piece. Thread-safe.
 */
final class WordSplit {
  /** The regular expression of GPT-2's encoder.py, with Unicode's white space for {@code \s}. */
  private static final Pattern PIECE =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+|"
              + " ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+"
              + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+");

  /** A megabyte without a space would be one piece otherwise. */
  private static final int PIECE_CHARACTERS_MAX = 4096;

  private WordSplit() {}

  static void forEach(CharSequence text, Consumer<String> action) {
    Matcher matcher = PIECE.matcher(text);
    while (matcher.find()) {
      int from = matcher.start();
      while (matcher.end() - from > PIECE_CHARACTERS_MAX) {
        int cut = from + PIECE_CHARACTERS_MAX;
        cut -= Character.isHighSurrogate(text.charAt(cut - 1)) ? 1 : 0;
        action.accept(text.subSequence(from, cut).toString());
        from = cut;
      }
      action.accept(text.subSequence(from, matcher.end()).toString());
    }
  }
}
