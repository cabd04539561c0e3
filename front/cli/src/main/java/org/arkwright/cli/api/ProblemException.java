package org.arkwright.cli.api;

/** Carries a {@link Problem} to the place that shows it. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.what());
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
