package org.arkwright.scheduler.order;

import org.arkwright.model.job.Flexibility;
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

  /**
   * The restart cost of a job that is interruptible by its owner's word, and keeps its work; of
   * others, as {@link #STARTS_OVER}.
   */
  InterruptionCost BY_OWNERS_WORD =
      (running, nowNanos) ->
          running
              .spec()
              .scheduling()
              .flexibility()
              .filter(Flexibility::interruptible)
              .map(flexibility -> flexibility.restartCost().toNanos())
              .orElseGet(() -> STARTS_OVER.nanos(running, nowNanos));

  /** The cost in nanoseconds of the job's run time. */
  long nanos(Job running, long nowNanos);
}
