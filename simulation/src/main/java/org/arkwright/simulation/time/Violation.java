package org.arkwright.simulation.time;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A violated invariant in a simulation. It is an error, so that no production code mistakes it for
 * one of its own exceptions.
 */
public final class Violation extends Error {
  private static final long serialVersionUID = 1;

  public Violation(String message) {
    super(message);
  }

  public Violation(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns the value; throws when it is null. */
  @SuppressWarnings("AnnotateFormatMethod")
  public static <T> T known(@Nullable T value, String format, Object... details) {
    if (value == null) {
      throw new Violation(String.format(Locale.ROOT, format, details));
    }
    return value;
  }

  /** Throws unless the invariant holds. */
  @SuppressWarnings("AnnotateFormatMethod")
  public static void unless(boolean holds, String format, Object... details) {
    if (!holds) {
      throw new Violation(String.format(Locale.ROOT, format, details));
    }
  }
}
