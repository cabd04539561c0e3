package org.arkwright.model;

/**
 * How errors show a value: whole where it is short, else its beginning and its length. A value at
 * fault may have any length, and an error has to be read, logged and sent.
 */
public final class ShownValue {
  /** The characters of a long value that are shown; one that is little longer is shown whole. */
  public static final int VALUE_MAX = 200;

  /** The characters of a whole error, whatever it holds. */
  private static final int ERROR_MAX = 8_000;

  /** What the words about a length take, so that what was cut before is not cut again. */
  private static final int WORDS_MAX = 40;

  private ShownValue() {}

  /** Returns the value, or its beginning and how many characters it has. */
  public static String of(String value) {
    return cut(value, VALUE_MAX);
  }

  /** Returns a sentence in which the value stands, with the value as it is shown. */
  public static String in(String sentence, String value) {
    return value.length() <= VALUE_MAX + WORDS_MAX ? sentence : sentence.replace(value, of(value));
  }

  /** Returns an error's text, or its beginning where values made it longer than anybody reads. */
  public static String error(String text) {
    return cut(text, ERROR_MAX);
  }

  private static String cut(String text, int max) {
    if (text.length() <= max + WORDS_MAX) {
      return text;
    }
    // Between the two halves of a character nothing is cut.
    int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    return "%s… (%d characters)".formatted(text.substring(0, end), text.length());
  }
}
