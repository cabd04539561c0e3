package org.arkwright.convert.source;

import org.jspecify.annotations.Nullable;

/**
 * The reason why a model is not converted, for the one who brought it: what was found, what was
 * expected and what to do.
 */
public final class ConversionProblem extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN_MAX = 80;

  public ConversionProblem(String message) {
    super(message);
  }

  public ConversionProblem(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A stranger's text in a message: at most 80 characters, none of which moves a cursor. */
  public static String shown(String text) {
    String head = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    StringBuilder shown = new StringBuilder();
    head.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
            shown.append("\\u%04x".formatted(c));
          } else {
            shown.appendCodePoint(c);
          }
        });
    return shown.toString();
  }
}
