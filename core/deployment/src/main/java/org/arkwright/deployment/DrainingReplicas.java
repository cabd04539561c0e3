package org.arkwright.deployment;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;

/**
 * The replicas that get no new requests and stop once they have answered the old ones. Kept only in
 * memory: after a crash no requests are left to wait for.
 */
final class DrainingReplicas {
  /**
   * The time between removing the last route to a replica and checking its requests, because some
   * may be in flight.
   */
  static final Duration SETTLE = Duration.ofMillis(500);

  private final Map<JobId, Long> sinceNanos = new TreeMap<>();

  boolean contains(JobId replica) {
    return sinceNanos.containsKey(replica);
  }

  boolean isEmpty() {
    return sinceNanos.isEmpty();
  }

  /** Drains the replica; returns whether it has no requests left or its drain time is over. */
  boolean isDrained(JobId replica, int outstanding, Duration longest, long nowNanos) {
    long waited = nowNanos - sinceNanos.computeIfAbsent(replica, _ -> nowNanos);
    return waited >= SETTLE.toNanos()
        && (outstanding == 0 || waited >= Math.max(longest.toNanos(), SETTLE.toNanos()));
  }

  /** Stops draining all other replicas. */
  void retain(Collection<JobId> leaving) {
    sinceNanos.keySet().retainAll(leaving);
  }
}
