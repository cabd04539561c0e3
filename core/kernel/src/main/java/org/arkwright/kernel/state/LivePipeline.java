package org.arkwright.kernel.state;

import java.util.Optional;
import org.arkwright.model.pipeline.Pipeline;

/**
 * A pipeline whose steps change, as folded from events: in the state, and in what remembers all
 * that ever were. Not thread-safe.
 */
public final class LivePipeline {
  private final Pipeline submitted;
  private final PipelineSteps steps;
  private Optional<String> cancelledBy;
  private Optional<Pipeline.End> end;

  /** Goes on from the given pipeline. */
  public LivePipeline(Pipeline pipeline) {
    submitted = pipeline;
    steps = new PipelineSteps(pipeline.spec(), pipeline.steps());
    cancelledBy = pipeline.cancelledBy();
    end = pipeline.end();
  }

  /** The pipeline that this began with: what never changes of it is here. */
  public Pipeline submitted() {
    return submitted;
  }

  public PipelineSteps steps() {
    return steps;
  }

  /** Cancels it: what has not started never will. */
  public void cancel(String by, long atNanos) {
    cancelledBy = Optional.of(by);
    steps.cancel(atNanos);
  }

  /** Notes its end. */
  public void end(Pipeline.End reached) {
    end = Optional.of(reached);
  }

  /** Returns it as it is now. */
  public Pipeline now() {
    return new Pipeline(
        submitted.id(),
        submitted.spec(),
        submitted.submittedBy(),
        submitted.submittedAtNanos(),
        steps.states(),
        cancelledBy,
        end);
  }
}
