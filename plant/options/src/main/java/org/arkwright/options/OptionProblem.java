package org.arkwright.options;

/** Thrown when an option is missing, unknown or invalid. */
public final class OptionProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String found;
  private final String expected;

  /**
   * @param found what is there, with the option's name, such as {@code --port is 'x'}
   * @param expected what should be, such as {@code 0 to 65535}
   */
  public OptionProblem(String found, String expected) {
    super("%s, expected %s".formatted(found, expected));
    this.found = found;
    this.expected = expected;
  }

  public String found() {
    return found;
  }

  public String expected() {
    return expected;
  }
}
