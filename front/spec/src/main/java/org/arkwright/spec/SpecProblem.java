package org.arkwright.spec;

/**
 * One problem of a document.
 *
 * @param line from 1; 0 for the document as a whole
 * @param column from 1, in characters
 * @param field path such as {@code resources.devices.kind}; empty for the document itself
 * @param value the offending text, shortened; empty when there is none
 * @param expected describes what would have been accepted
 * @param message says what is wrong in one sentence, without the line
 */
public record SpecProblem(
    int line, int column, String field, String value, String expected, String message) {
  private static final int VALUE_MAX = 80;

  public SpecProblem {
    value = value.length() <= VALUE_MAX ? value : value.substring(0, VALUE_MAX) + "…";
  }

  /** Returns the message with its line in front. */
  @Override
  public String toString() {
    return line == 0 ? message : "line " + line + ": " + message;
  }
}
