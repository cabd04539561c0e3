package org.arkwright.model.pipeline;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.PipelineId;

/**
 * One run of a pipeline.
 *
 * @param spec as accepted: inputs that no step produces have version numbers
 * @param steps the state of each step, by name
 * @param cancelledBy who asked to give it up; empty when nobody did
 * @param end how and when it ended; empty while it is live
 */
public record Pipeline(
    PipelineId id,
    PipelineSpec spec,
    String submittedBy,
    long submittedAtNanos,
    SortedMap<String, StepState> steps,
    Optional<String> cancelledBy,
    Optional<End> end) {
  public Pipeline {
    steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
  }

  /** The end of a pipeline. */
  public record End(PipelineOutcome outcome, long atNanos) {}

  /** Returns this pipeline as ended. */
  public Pipeline ended(PipelineOutcome outcome, long atNanos) {
    return new Pipeline(
        id,
        spec,
        submittedBy,
        submittedAtNanos,
        steps,
        cancelledBy,
        Optional.of(new End(outcome, atNanos)));
  }

  /** The outcome that its steps lead to once all of them are final. */
  public PipelineOutcome outcome() {
    if (steps.values().stream().allMatch(StepState::isSuccess)) {
      return PipelineOutcome.SUCCEEDED;
    }
    return cancelledBy.isPresent() ? PipelineOutcome.CANCELLED : PipelineOutcome.FAILED;
  }

  /** The state as users see it: Running, Stopping, Succeeded, Failed or Cancelled. */
  public String word() {
    return end.map(ended -> ended.outcome().word())
        .orElse(cancelledBy.isPresent() ? "Stopping" : "Running");
  }
}
