package org.arkwright.cli.terminal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text for a screen that others have written: names and values of runs, names of files, messages of
 * servers. A control character in it could move the cursor, rewrite what stands there or type
 * answers; one that turns the direction of writing could show another name than the one meant.
 */
public final class SafeText {
  private static final String CONTROLS =
      "[\\x00-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]+";

  private static final Pattern UNSAFE = Pattern.compile(CONTROLS);

  /** The colors that this program prints, or else a control character. */
  private static final Pattern COLOR_OR_UNSAFE =
      Pattern.compile("(\\x1b\\[[0-9;]{0,20}m)|" + CONTROLS);

  private SafeText() {}

  /** Returns the text on one line, with a blank in the place of control characters. */
  public static String of(String text) {
    return UNSAFE.matcher(text).replaceAll(" ");
  }

  /** As {@link #of}, for text in which colors are already. */
  public static String keepingColors(String text) {
    return COLOR_OR_UNSAFE
        .matcher(text)
        .replaceAll(
            found -> found.group(1) == null ? " " : Matcher.quoteReplacement(found.group(1)));
  }
}
