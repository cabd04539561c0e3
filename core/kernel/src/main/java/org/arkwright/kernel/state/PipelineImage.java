package org.arkwright.kernel.state;

import java.util.List;
import org.arkwright.kernel.index.IdempotencyKeys;
import org.arkwright.model.pipeline.Pipeline;

/**
 * The pipelines of a {@link StateImage}.
 *
 * @param pipelines the live ones, by id
 * @param keys the idempotency keys of recent submissions, oldest first
 * @param lastStepJob the number of the last job submitted for a step; 0 before the first
 */
public record PipelineImage(
    List<Pipeline> pipelines, List<IdempotencyKeys.Use> keys, long lastStepJob) {
  public PipelineImage {
    pipelines = List.copyOf(pipelines);
    keys = List.copyOf(keys);
  }
}
