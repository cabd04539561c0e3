package org.arkwright.spec;

import org.arkwright.model.ShownValue;

/**
 * One problem of a document.
 *
 * @param line from 1; 0 for the document as a whole
 * @param column from 1, in characters
 * @param field path such as {@code resources.devices.kind}; empty for the document itself
 * @param value the offending text, shortened if it is long; empty when there is none
 * @param expected describes what would have been accepted
 * @param message says what is wrong in one sentence, without the line; the value in it is shortened
 *     as well
 */
public record SpecProblem(
    int line, int column, String field, String value, String expected, String message) {
  public SpecProblem {
    message = ShownValue.error(ShownValue.in(message, value));
    value = ShownValue.of(value);
  }

  /** Returns the message with its line in front. */
  @Override
  public String toString() {
    return line == 0 ? message : "line " + line + ": " + message;
  }
}
