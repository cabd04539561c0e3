package org.arkwright.twin.time;

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

  /** Throws unless the promise holds. */
  public static void unless(boolean holds, String format, Object... details) {
    if (!holds) {
      throw new Violation(String.format(java.util.Locale.ROOT, format, details));
    }
  }
}
