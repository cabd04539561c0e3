package org.arkwright.cli.terminal;

import org.jspecify.annotations.Nullable;

/** Thrown when a command was called wrongly: nothing was done, and the same call fails again. */
public final class WrongUseException extends FailureException {
  private static final long serialVersionUID = 1;

  public WrongUseException(String message) {
    super(message);
  }

  /**
   * Returns the refusal of one value of an option or parameter.
   *
   * @param name the option or parameter as it is typed
   */
  public static WrongUseException ofValue(String name, @Nullable Object value, String expected) {
    return new WrongUseException("%s is '%s'\nexpected: %s".formatted(name, value, expected));
  }
}
