package org.arkwright.model.id;

import java.util.regex.Pattern;

/** The one rule for names of projects, nodes, jobs and cohorts, as in Kubernetes. */
public final class Names {
  /** The rule in words, for error messages. */
  public static final String RULE =
      "1 to 63 lower-case letters, digits, '-', '.' or '_', starting and ending with a letter or"
          + " digit";

  private static final Pattern PATTERN = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

  private Names() {}

  /** Whether the text follows {@link #RULE}. */
  public static boolean isValid(String text) {
    return PATTERN.matcher(text).matches();
  }

  public static String require(String what, String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException("%s '%s' is not a name: %s".formatted(what, text, RULE));
    }
    return text;
  }
}
