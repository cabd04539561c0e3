package org.arkwright.deployment;

import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.unit.Backoff;

/**
 * A backoff for starting replicas whose jobs end immediately; restart policies do not slow down
 * jobs that succeed. The wait doubles with each start that soon follows the previous one, and has
 * no random part: what the reconciler decides is decided again the same, and a replica competes
 * with nobody for its start.
 */
final class RestartBackoff {
  private static final Backoff WAITS = Backoff.ofMillis(2_000, 120_000);

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

  /**
   * The last start of a replica.
   *
   * @param inARow how many starts soon followed one another, this one included
   */
  private record Start(long atNanos, int inARow) {
    long waitNanos() {
      return WAITS.most(inARow).toNanos();
    }
  }

  /** Returns whether the replica may start now; if so, it counts as started. */
  boolean admits(DeploymentName deployment, long generation, int ordinal, long nowNanos) {
    starts.values().removeIf(start -> nowNanos - start.atNanos > 4 * start.waitNanos());
    Slot slot = new Slot(deployment, generation, ordinal);
    Start last = starts.get(slot);
    if (last != null && nowNanos - last.atNanos < last.waitNanos()) {
      return false;
    }
    starts.put(slot, new Start(nowNanos, last == null ? 1 : last.inARow + 1));
    return true;
  }
}
