package org.arkwright.deployment;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.DeploymentName;

/**
 * Keeps a deployment from starting replicas over and over whose jobs end at once, which no restart
 * policy slows down when they end well: the wait doubles with each start that follows soon after
 * the one before.
 */
final class RestartBackoff {
  private static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long WAIT_NANOS_MAX = Duration.ofMinutes(2).toNanos();

  private final Map<Place, Start> starts = new TreeMap<>();

  private record Place(DeploymentName deployment, long generation, int ordinal)
      implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byName = deployment.compareTo(other.deployment);
      int byGeneration = byName != 0 ? byName : Long.compare(generation, other.generation);
      return byGeneration != 0 ? byGeneration : Integer.compare(ordinal, other.ordinal);
    }
  }

  private record Start(long atNanos, long waitNanos) {}

  /** Whether that replica may start now; if so, it counts as started. */
  boolean admits(DeploymentName deployment, long generation, int ordinal, long nowNanos) {
    starts.values().removeIf(start -> nowNanos - start.atNanos > 4 * start.waitNanos);
    Place place = new Place(deployment, generation, ordinal);
    Start last = starts.get(place);
    if (last != null && nowNanos - last.atNanos < last.waitNanos) {
      return false;
    }
    long wait = last == null ? WAIT_NANOS : Math.min(2 * last.waitNanos, WAIT_NANOS_MAX);
    starts.put(place, new Start(nowNanos, wait));
    return true;
  }
}
