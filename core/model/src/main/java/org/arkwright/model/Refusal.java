package org.arkwright.model;

/**
 * The reason why a command is not carried out; a value, never thrown.
 *
 * @param offending the value at fault, as the user gave it; shortened if it is long
 * @param expected what would have been accepted
 * @param advice what to do now
 */
public record Refusal(Code code, String offending, String expected, String advice) {
  /** The kind of refusal; determines the HTTP status. */
  public enum Code {
    /** The request itself is invalid. */
    INVALID,
    /** It names something that does not exist. */
    NOT_FOUND,
    /** It contradicts the present state. */
    CONFLICT,
    /** It asks for more than there can ever be. */
    IMPOSSIBLE
  }

  public Refusal {
    offending = ShownValue.of(offending);
  }

  @Override
  public String toString() {
    return "'%s': expected %s. %s".formatted(offending, expected, advice);
  }
}
