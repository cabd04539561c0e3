package org.arkwright.model.pipeline;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.job.JobSpec;

/** The step that a job runs. Kept in labels of the job, whose prefix users' labels may not have. */
public record StepOf(PipelineId pipeline, String step) {
  public static final String PIPELINE_LABEL = ReplicaOf.RESERVED + "pipeline";
  public static final String STEP_LABEL = ReplicaOf.RESERVED + "step";

  /** Whether the job runs a step of some pipeline. */
  public static boolean isOne(JobSpec spec) {
    return spec.labels().containsKey(PIPELINE_LABEL);
  }

  /** Reads the labels of a job; empty when the job runs no step. */
  public static Optional<StepOf> of(JobSpec spec) {
    return Optional.ofNullable(spec.labels().get(PIPELINE_LABEL))
        .flatMap(PipelineId::parse)
        .map(pipeline -> new StepOf(pipeline, spec.labels().getOrDefault(STEP_LABEL, "")));
  }

  /** Returns these labels of a job without those that make it a step of its pipeline. */
  public static SortedMap<String, String> without(SortedMap<String, String> labels) {
    SortedMap<String, String> rest = new TreeMap<>(labels);
    rest.remove(PIPELINE_LABEL);
    rest.remove(STEP_LABEL);
    return rest;
  }

  /** Returns the job with the labels that say which step it runs. */
  public JobSpec label(JobSpec job) {
    SortedMap<String, String> labels = new TreeMap<>(job.labels());
    labels.put(PIPELINE_LABEL, pipeline.toString());
    labels.put(STEP_LABEL, step);
    return job.withLabels(labels);
  }
}
