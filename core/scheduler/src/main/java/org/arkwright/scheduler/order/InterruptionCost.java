package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/** What is lost when a running job has to make room. Pure. */
@FunctionalInterface
public interface InterruptionCost {
  /** Nothing is known of checkpoints, so everything the attempt did so far is done again. */
  InterruptionCost STARTS_OVER =
      (running, nowNanos) ->
          running.state() instanceof JobState.Starting
              ? 0
              : running.attainedNanos(nowNanos) - running.servedNanos();

  /** In nanoseconds of the job's running time. */
  long nanos(Job running, long nowNanos);
}
