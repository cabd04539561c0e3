package org.arkwright.cli.api;

/** Carries a {@link ApiProblem} to the place that shows it. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient ApiProblem problem;

  public ProblemException(ApiProblem problem) {
    super(problem.what());
    this.problem = problem;
  }

  public ApiProblem problem() {
    return problem;
  }
}
