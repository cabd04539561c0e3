package org.arkwright.stored;

import java.util.List;
import java.util.SortedSet;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.pipeline.PipelineOutcome;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;

/** The stored form of {@link PipelineSpec}. */
record StoredPipeline(String name, ProjectName project, List<Step> steps) {
  static StoredPipeline of(PipelineSpec spec) {
    return new StoredPipeline(
        spec.name(), spec.project(), spec.steps().stream().map(Step::of).toList());
  }

  PipelineSpec model() {
    return new PipelineSpec(name, project, steps.stream().map(Step::model).toList());
  }

  /** The stored form of {@link PipelineStep}. */
  record Step(String name, StoredJobSpec job, SortedSet<String> after) {
    static Step of(PipelineStep step) {
      return new Step(step.name(), StoredJobSpec.of(step.job()), step.after());
    }

    PipelineStep model() {
      return new PipelineStep(name, job.model(), after);
    }
  }

  /** The stored form of {@link PipelineOutcome}. */
  enum Outcome {
    SUCCEEDED,
    FAILED,
    CANCELLED;

    static Outcome of(PipelineOutcome outcome) {
      return switch (outcome) {
        case SUCCEEDED -> SUCCEEDED;
        case FAILED -> FAILED;
        case CANCELLED -> CANCELLED;
      };
    }

    PipelineOutcome model() {
      return switch (this) {
        case SUCCEEDED -> PipelineOutcome.SUCCEEDED;
        case FAILED -> PipelineOutcome.FAILED;
        case CANCELLED -> PipelineOutcome.CANCELLED;
      };
    }
  }
}
