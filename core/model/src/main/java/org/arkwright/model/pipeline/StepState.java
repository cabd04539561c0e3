package org.arkwright.model.pipeline;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.JobId;

/** The state of a step. Every state but {@code Waiting} and {@code Started} is final. */
public sealed interface StepState {
  /** Waits for the steps that it needs. */
  record Waiting() implements StepState {}

  /** Its job has been submitted and has not ended. */
  record Started(JobId job, long atNanos) implements StepState {}

  /**
   * Its job succeeded.
   *
   * @param outputs the versions that the job made, by mount name
   */
  record Succeeded(JobId job, SortedMap<String, ArtifactRef> outputs, long atNanos)
      implements StepState {
    public Succeeded {
      outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    /** Returns this state with one more output. */
    public Succeeded with(String mount, ArtifactRef version) {
      SortedMap<String, ArtifactRef> more = new TreeMap<>(outputs);
      more.put(mount, version);
      return new Succeeded(job, more, atNanos);
    }
  }

  /**
   * The same work was done before on the same inputs, so no job was needed.
   *
   * @param outputs the versions made then, by mount name
   */
  record Reused(SortedMap<String, ArtifactRef> outputs, long atNanos) implements StepState {
    public Reused {
      outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }
  }

  /** Its job failed. */
  record Failed(JobId job, long atNanos) implements StepState {}

  /** Its job could not be submitted although its needs had succeeded. */
  record Unstartable(String why, long atNanos) implements StepState {}

  /**
   * It, or its pipeline, was cancelled.
   *
   * @param job empty when it had not started
   */
  record Cancelled(Optional<JobId> job, long atNanos) implements StepState {}

  /**
   * It never ran, because a step that it needs, directly or not, did not succeed.
   *
   * @param because that step
   */
  record NotRun(String because, long atNanos) implements StepState {}

  /** Whether the state can no longer change. */
  default boolean isFinal() {
    return !(this instanceof Waiting || this instanceof Started);
  }

  /** Whether the steps that need it may start. */
  default boolean isSuccess() {
    return this instanceof Succeeded || this instanceof Reused;
  }

  /** The job that was submitted for it. */
  default Optional<JobId> jobId() {
    return switch (this) {
      case Started(JobId job, _) -> Optional.of(job);
      case Succeeded(JobId job, _, _) -> Optional.of(job);
      case Failed(JobId job, _) -> Optional.of(job);
      case Cancelled(Optional<JobId> job, _) -> job;
      case Waiting _, Reused _, Unstartable _, NotRun _ -> Optional.empty();
    };
  }

  /** The versions that stand for its outputs, by mount name. */
  default SortedMap<String, ArtifactRef> versions() {
    return switch (this) {
      case Succeeded(_, SortedMap<String, ArtifactRef> outputs, _) -> outputs;
      case Reused(SortedMap<String, ArtifactRef> outputs, _) -> outputs;
      case Waiting _, Started _, Failed _, Unstartable _, Cancelled _, NotRun _ ->
          Collections.emptySortedMap();
    };
  }

  /** The state as users see it. */
  default String word() {
    return getClass().getSimpleName();
  }
}
