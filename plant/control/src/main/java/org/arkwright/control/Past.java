package org.arkwright.control;

import java.util.Set;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.job.Job;
import org.arkwright.model.pipeline.Pipeline;

/** An answer to the question of what was once: the past, or why there is none. */
public sealed interface Past {
  /** What a position of the past is asked for with. */
  sealed interface Point {
    /** After the entry of that number; 0 is before the first. */
    record Position(long number) implements Point {}

    /** At that time, in nanoseconds since the Unix epoch. */
    record Time(long nanos) implements Point {}
  }

  /**
   * The state after an entry of the journal.
   *
   * @param position the number of the entry
   * @param entryNanos the time of that entry; 0 before the first one
   * @param nowNanos the time for which questions are answered: that of the entry, or the later one
   *     that was asked for
   * @param unborn what was submitted later, though at the same time as the entry
   * @param source answers questions about that state
   */
  record At(long position, long entryNanos, long nowNanos, Unborn unborn, StateSource source)
      implements Past {
    /** Whether the job, of whatever later state, had been submitted by then. */
    public boolean includes(Job job) {
      return job.submittedAtNanos() < entryNanos
          || (job.submittedAtNanos() == entryNanos && !unborn.jobs().contains(job.id()));
    }

    /** Whether the pipeline, of whatever later state, had been submitted by then. */
    public boolean includes(Pipeline pipeline) {
      return pipeline.submittedAtNanos() < entryNanos
          || (pipeline.submittedAtNanos() == entryNanos
              && !unborn.pipelines().contains(pipeline.id()));
    }
  }

  /** The jobs and pipelines that were submitted after an entry, though at its time. */
  record Unborn(Set<JobId> jobs, Set<PipelineId> pipelines) {
    public Unborn {
      jobs = Set.copyOf(jobs);
      pipelines = Set.copyOf(pipelines);
    }
  }

  /**
   * There is no such position or time.
   *
   * @param expected what there is
   */
  record Nowhere(String expected) implements Past {}
}
