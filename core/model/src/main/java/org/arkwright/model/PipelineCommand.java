package org.arkwright.model;

import org.arkwright.model.id.PipelineId;
import org.arkwright.model.pipeline.PipelineSpec;

/** A request to change a pipeline. */
public sealed interface PipelineCommand extends Command {
  /**
   * Submits a pipeline under a new id. Its steps start as soon as their needs have succeeded. A
   * command with the idempotency key of an accepted one, or one that asks for exactly what a live
   * pipeline of its name is doing, changes nothing.
   */
  record SubmitPipeline(PipelineId pipeline, PipelineSpec spec) implements PipelineCommand {}

  /**
   * Gives up a pipeline: no step starts any more, and its live jobs are cancelled. Refused when no
   * live pipeline has that id.
   */
  record CancelPipeline(PipelineId pipeline) implements PipelineCommand {}

  /**
   * Submits the jobs of all steps whose needs have succeeded, and ends pipelines whose steps have.
   * Decided by the control plane itself in every batch in which there is something to do.
   */
  record AdvancePipelines() implements PipelineCommand {}
}
