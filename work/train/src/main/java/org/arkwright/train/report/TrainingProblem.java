package org.arkwright.train.report;

/**
 * Something the user can mend: the message's first line says what is wrong, the next what was
 * expected. Told without a stack trace.
 */
public final class TrainingProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingProblem(String message) {
    super(message);
  }
}
