package org.arkwright.cli.command.doctor;

/**
 * What a check found.
 *
 * @param check what was looked at, such as {@code disk}
 * @param text what was found, and what to do where it is not well
 */
record Finding(String check, State state, String text) {
  /** How bad it is. */
  enum State {
    OK,
    /** Something to look at; what runs goes on. */
    WARNING,
    /** Something does not work. */
    PROBLEM
  }

  static Finding ok(String check, String text) {
    return new Finding(check, State.OK, text);
  }

  static Finding warning(String check, String text) {
    return new Finding(check, State.WARNING, text);
  }

  static Finding problem(String check, String text) {
    return new Finding(check, State.PROBLEM, text);
  }
}
