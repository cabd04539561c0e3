package org.arkwright.deployment;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.DeploymentName;

/**
 * A backoff for starting replicas whose jobs end immediately; restart policies do not slow down
 * jobs that succeed. The wait doubles with each start that soon follows the previous one.
 */
final class RestartBackoff {
  private static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long WAIT_NANOS_MAX = Duration.ofMinutes(2).toNanos();

  private final Map<Slot, Start> starts = new TreeMap<>();

  private record Slot(DeploymentName deployment, long generation, int ordinal)
      implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      int byName = deployment.compareTo(other.deployment);
      int byGeneration = byName != 0 ? byName : Long.compare(generation, other.generation);
      return byGeneration != 0 ? byGeneration : Integer.compare(ordinal, other.ordinal);
    }
  }

  private record Start(long atNanos, long waitNanos) {}

  /** Returns whether the replica may start now; if so, it counts as started. */
  boolean admits(DeploymentName deployment, long generation, int ordinal, long nowNanos) {
    starts.values().removeIf(start -> nowNanos - start.atNanos > 4 * start.waitNanos);
    Slot slot = new Slot(deployment, generation, ordinal);
    Start last = starts.get(slot);
    if (last != null && nowNanos - last.atNanos < last.waitNanos) {
      return false;
    }
    long wait = last == null ? WAIT_NANOS : Math.min(2 * last.waitNanos, WAIT_NANOS_MAX);
    starts.put(slot, new Start(nowNanos, wait));
    return true;
  }
}
