package org.arkwright.cli.api;

/** Thrown when the server refuses a request; carries its {@link ApiProblem}. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient ApiProblem problem;

  public ProblemException(ApiProblem problem) {
    super(problem.message());
    this.problem = problem;
  }

  public ApiProblem problem() {
    return problem;
  }
}
