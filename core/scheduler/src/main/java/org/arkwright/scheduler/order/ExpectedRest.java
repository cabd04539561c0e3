package org.arkwright.scheduler.order;

import java.util.List;
import org.arkwright.model.job.Forecast;

/**
 * The expected remaining time of a job, by its Gittins index (Gittins, JRSS B 1979; for queues of
 * unknown sizes Aalto, Ayesta and Righter, Queueing Systems 2009): the minimum, over all spans, of
 * the expected time spent per probability that the job ends within the span. A job likely to end
 * soon thus counts as short, even if a few similar ones run very long. A job that has outlived its
 * forecast is expected to need as long again as it has had; where nothing is known, at least ten
 * minutes.
 */
final class ExpectedRest {
  private static final long UNKNOWN_NANOS = 600_000_000_000L;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private ExpectedRest() {}

  /** The expected remaining time in nanoseconds, at least a second: shorter ones need no order. */
  static long nanos(Forecast forecast, long attainedNanos) {
    List<Long> atoms = forecast.runNanos();
    int first = 0;
    while (first < atoms.size() && atoms.get(first) <= attainedNanos) {
      first++;
    }
    int left = atoms.size() - first;
    long best = Long.MAX_VALUE;
    long ended = 0;
    for (int k = 1; k <= left; k++) {
      long span = atoms.get(first + k - 1) - attainedNanos;
      ended += span;
      best = Math.min(best, (ended + (left - k) * span) / k);
    }
    if (atoms.isEmpty()) {
      return Math.max(UNKNOWN_NANOS, attainedNanos);
    }
    return Math.max(SECOND_NANOS, left == 0 ? attainedNanos : best);
  }
}
