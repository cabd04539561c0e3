package org.arkwright.simulation.time;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A promise that was broken in a simulation. An error, so that no production code on the way up
 * takes it for one of its own exceptions.
 */
public final class Violation extends Error {
  private static final long serialVersionUID = 1;

  public Violation(String message) {
    super(message);
  }

  public Violation(String message, Throwable cause) {
    super(message, cause);
  }

  /** The value, which must be there. */
  @SuppressWarnings("AnnotateFormatMethod")
  public static <T> T known(@Nullable T value, String format, Object... details) {
    if (value == null) {
      throw new Violation(String.format(Locale.ROOT, format, details));
    }
    return value;
  }

  /** Throws unless the promise holds. */
  @SuppressWarnings("AnnotateFormatMethod")
  public static void unless(boolean holds, String format, Object... details) {
    if (!holds) {
      throw new Violation(String.format(Locale.ROOT, format, details));
    }
  }
}
