package org.arkwright.spec;

/**
 * One thing wrong with a document.
 *
 * @param line from 1; 0 when the document as a whole is meant
 * @param column from 1, in characters
 * @param field path such as {@code resources.devices.kind}; empty for the document itself
 * @param value what stands there, shortened; empty when nothing does
 * @param expected what would have been accepted
 * @param message what is wrong, as one sentence without its place
 */
public record SpecProblem(
    int line, int column, String field, String value, String expected, String message) {
  private static final int VALUE_MAX = 80;

  public SpecProblem {
    value = value.length() <= VALUE_MAX ? value : value.substring(0, VALUE_MAX) + "…";
  }

  /** The message after its place, as a compiler would say it. */
  @Override
  public String toString() {
    return line == 0 ? message : "line " + line + ": " + message;
  }
}
