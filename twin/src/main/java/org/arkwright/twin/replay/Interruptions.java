package org.arkwright.twin.replay;

import java.util.Optional;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.JobSpec;

/**
 * The cost of stopping a job early. A job that is interruptible by its owner's word keeps all its
 * work and has a restart cost of its own; the figures here are for the others.
 *
 * @param checkpointNanos the interval at which it saves its work, in run time; 0 when it never does
 *     and starts over
 * @param restartNanos run time that an attempt after a stop needs before it works
 */
public record Interruptions(long checkpointNanos, long restartNanos) {
  /** Jobs start over, because nothing more is known about them. */
  public static final Interruptions START_OVER = new Interruptions(0, 0);

  /** The part of an attempt's work that a stop leaves to the job. */
  long savedNanos(JobSpec spec, long workedNanos) {
    if (interruptible(spec).isPresent()) {
      return workedNanos;
    }
    return checkpointNanos == 0 ? 0 : workedNanos / checkpointNanos * checkpointNanos;
  }

  /** The run time that the next attempt needs before it works. */
  long restartNanos(JobSpec spec) {
    return interruptible(spec)
        .map(flexibility -> flexibility.restartCost().toNanos())
        .orElse(restartNanos);
  }

  private static Optional<Flexibility> interruptible(JobSpec spec) {
    return spec.scheduling().flexibility().filter(Flexibility::interruptible);
  }
}
