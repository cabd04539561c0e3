package org.arkwright.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.pipeline.PipelineOutcome;
import org.arkwright.model.pipeline.PipelineSpec;

/**
 * An event in the life of a pipeline. A step starts with the {@link Event.JobSubmitted} of its job,
 * which names it in its labels, and ends with that job.
 */
public sealed interface PipelineEvent extends Event {
  PipelineId pipeline();

  /**
   * Accepted; its steps wait.
   *
   * @param spec inputs that no step produces have version numbers
   */
  record PipelineSubmitted(
      PipelineId pipeline,
      PipelineSpec spec,
      String by,
      Optional<String> idempotencyKey,
      long atNanos)
      implements PipelineEvent {}

  /**
   * The step needs no job, because the same work was done before.
   *
   * @param outputs the versions made then, by mount name
   */
  record StepReused(
      PipelineId pipeline, String step, SortedMap<String, ArtifactRef> outputs, long atNanos)
      implements PipelineEvent {
    public StepReused {
      outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }
  }

  /** The step's job cannot be submitted, although its needs have succeeded. */
  record StepUnstartable(PipelineId pipeline, String step, String why, long atNanos)
      implements PipelineEvent {}

  /** The pipeline is given up: no step starts any more, and its live jobs are being cancelled. */
  record PipelineStopping(PipelineId pipeline, String by, long atNanos) implements PipelineEvent {}

  /** Every step has come to an end. */
  record PipelineEnded(PipelineId pipeline, PipelineOutcome outcome, long atNanos)
      implements PipelineEvent {}
}
