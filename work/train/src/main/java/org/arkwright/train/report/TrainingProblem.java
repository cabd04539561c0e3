package org.arkwright.train.report;

/**
 * Thrown for a problem that the user can fix; reported without a stack trace. The first line of the
 * message says what is wrong, the next what was expected.
 */
public final class TrainingProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingProblem(String message) {
    super(message);
  }
}
