package org.arkwright.cli.terminal;

import java.io.Serializable;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Thrown when a command was called wrongly: nothing was done, and the same call fails again. */
public final class WrongUseException extends FailureException {
  private static final long serialVersionUID = 1;

  private final @Nullable OfValue wrong;

  public WrongUseException(String message) {
    super(message);
    wrong = null;
  }

  private WrongUseException(OfValue wrong) {
    super("%s is '%s'\nexpected: %s".formatted(wrong.name, wrong.value, wrong.expected));
    this.wrong = wrong;
  }

  /** A wrong value of an option; its own text is lost where it was read as something else. */
  private record OfValue(String name, @Nullable Object value, String expected)
      implements Serializable {}

  /**
   * Returns the same refusal with the value as it was typed.
   *
   * @param typed the text of an option that was given once
   */
  public WrongUseException asTyped(Function<String, Optional<String>> typed) {
    OfValue known = wrong;
    return known == null || known.value instanceof String
        ? this
        : typed
            .apply(known.name)
            .map(text -> new WrongUseException(new OfValue(known.name, text, known.expected)))
            .orElse(this);
  }

  /**
   * Returns the refusal of one value of an option or parameter.
   *
   * @param name the option or parameter as it is typed
   */
  public static WrongUseException ofValue(String name, @Nullable Object value, String expected) {
    return new WrongUseException(new OfValue(name, value, expected));
  }
}
