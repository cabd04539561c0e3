package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/** The cost of interrupting a running job; a pure function. */
@FunctionalInterface
public interface InterruptionCost {
  /** Without knowledge of checkpoints, everything the attempt has done is repeated. */
  InterruptionCost STARTS_OVER =
      (running, nowNanos) ->
          running.state() instanceof JobState.Starting
              ? 0
              : running.attainedNanos(nowNanos) - running.servedNanos();

  /** The cost in nanoseconds of the job's run time. */
  long nanos(Job running, long nowNanos);
}
