package org.arkwright.cli.terminal;

import java.util.regex.Pattern;

/**
 * Text for a screen that others have written: names and values of runs, names of files, messages of
 * servers. A control character in it could move the cursor, rewrite what stands there or type
 * answers; one that turns the direction of writing could show another name than the one meant.
 */
public final class SafeText {
  private static final String CONTROLS =
      "[\\x00-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]";

  private static final Pattern UNSAFE = Pattern.compile(CONTROLS + "+");

  /** A control character that is no end of a line and no tabulator. */
  private static final Pattern UNSAFE_IN_LINES = Pattern.compile("(?![\\n\\t])" + CONTROLS);

  private SafeText() {}

  /** Returns the text on one line, with a blank in the place of control characters. */
  public static String of(String text) {
    return UNSAFE.matcher(text).replaceAll(" ");
  }

  /** As {@link #of}, for text of several lines: it keeps their ends, and tabulators. */
  public static String lines(String text) {
    return UNSAFE_IN_LINES.matcher(text).replaceAll(" ");
  }
}
