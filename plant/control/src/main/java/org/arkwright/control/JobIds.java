package org.arkwright.control;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.arkwright.model.id.JobId;

/**
 * Makes ids for new jobs: each is greater than the one before, also when the clock stands still or
 * steps back. The sequence starts at random in each millisecond, so that ids made before a restart
 * and after it do not meet. Any thread.
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
    // The upper half of the sequence stays free for the ids that follow in the same millisecond.
    JobId fresh = JobId.of(clock.millis(), random.nextInt(1 << RANDOM_BITS));
    return new JobId(last.updateAndGet(previous -> Math.max(previous + 1, fresh.value())));
  }
}
