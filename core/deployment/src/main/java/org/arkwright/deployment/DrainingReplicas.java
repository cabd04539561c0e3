package org.arkwright.deployment;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;

/**
 * The replicas that get no new requests and are to stop once they have answered the old ones. Known
 * for one life of the process: after a crash nobody's requests are left to wait for.
 */
final class DrainingReplicas {
  /** Between the last route to a replica and the look at its requests: some may be on the way. */
  static final Duration SETTLE = Duration.ofMillis(500);

  private final Map<JobId, Long> sinceNanos = new TreeMap<>();

  boolean contains(JobId replica) {
    return sinceNanos.containsKey(replica);
  }

  /** Drains the replica; whether it has nothing left to do, or has had time enough. */
  boolean isDry(JobId replica, int outstanding, Duration most, long nowNanos) {
    long waited = nowNanos - sinceNanos.computeIfAbsent(replica, _ -> nowNanos);
    return waited >= SETTLE.toNanos()
        && (outstanding == 0 || waited >= Math.max(most.toNanos(), SETTLE.toNanos()));
  }

  /** Lets all others go on as before. */
  void retain(Collection<JobId> leaving) {
    sinceNanos.keySet().retainAll(leaving);
  }
}
