package org.arkwright.control;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.arkwright.model.id.JobId;

/**
 * Generates the ids of new jobs. Each is greater than the one before, even when the clock stands
 * still or steps back. The sequence starts at a random number in each millisecond, so that ids
 * generated before and after a restart do not collide. Thread-safe.
 */
public final class JobIds {
  private static final int RANDOM_BITS = JobId.SEQUENCE_BITS - 1;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicLong last = new AtomicLong();

  public JobIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public JobId next() {
    // The upper half of the sequence stays free for later ids of the same millisecond, and its
    // upper half for those that the kernel gives to the jobs of steps.
    JobId fresh = JobId.of(clock.millis(), random.nextInt(1 << RANDOM_BITS));
    return new JobId(last.updateAndGet(previous -> Math.max(previous + 1, fresh.value())));
  }
}
