package org.arkwright.model.pipeline;

/** How a pipeline ended. */
public enum PipelineOutcome {
  /** Every step succeeded, or was done before. */
  SUCCEEDED("Succeeded"),
  /** Some step did not succeed. */
  FAILED("Failed"),
  /** It was cancelled before every step had succeeded. */
  CANCELLED("Cancelled");

  private final String word;

  PipelineOutcome(String word) {
    this.word = word;
  }

  /** The outcome as users see it. */
  public String word() {
    return word;
  }
}
