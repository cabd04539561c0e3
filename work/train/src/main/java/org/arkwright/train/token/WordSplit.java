package org.arkwright.train.token;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GPT-2's split of a text into pieces that no token crosses. Thread-safe. */
final class WordSplit {
  /** The regular expression of GPT-2's encoder.py, with Unicode's white space for {@code \s}. */
  private static final Pattern PIECE =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+|"
              + " ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+"
              + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+");

  private WordSplit() {}

  static void forEach(CharSequence text, Consumer<String> action) {
    Matcher matcher = PIECE.matcher(text);
    while (matcher.find()) {
      action.accept(matcher.group());
    }
  }
}
