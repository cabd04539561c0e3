package org.arkwright.model.pipeline;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.job.JobSpec;

/**
 * One step of a pipeline.
 *
 * @param name unique within the pipeline
 * @param job what runs once the steps it needs have succeeded. An input without a version number
 *     that another step produces becomes the very version which that step made
 * @param after steps that it needs although it reads nothing that they produce
 */
public record PipelineStep(String name, JobSpec job, SortedSet<String> after) {
  public PipelineStep {
    after =
        after.isEmpty()
            ? Collections.emptySortedSet()
            : Collections.unmodifiableSortedSet(new TreeSet<>(after));
  }

  /** Returns this step with another job. */
  public PipelineStep withJob(JobSpec other) {
    return new PipelineStep(name, other, after);
  }
}
