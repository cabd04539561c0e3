package org.arkwright.deployment;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.deployment.ReplicaStatus.Demand;
import org.arkwright.model.DeploymentCommand.WantReplicas;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.id.DeploymentName;

/**
 * How many replicas the load calls for. More at once; fewer only when fewer have been enough for
 * the stabilisation window, and then as many as its busiest moment needed (after Kubernetes'
 * horizontal pod autoscaler); none once nobody has asked for the idle time.
 */
final class Autoscaler {
  private final Map<DeploymentName, Lull> lulls = new TreeMap<>();
  private final long bornNanos;

  /** Since when fewer are enough, and how many at most were. */
  private record Lull(long sinceNanos, int enough) {}

  /**
   * @param bornNanos nobody's idleness is known from before
   */
  Autoscaler(long bornNanos) {
    this.bornNanos = bornNanos;
  }

  Optional<WantReplicas> scale(Deployment deployment, Demand demand, long nowNanos) {
    int needed = needed(deployment, demand, nowNanos);
    int wanted = deployment.wanted();
    if (needed >= wanted) {
      lulls.remove(deployment.name());
      return needed == wanted
          ? Optional.empty()
          : want(deployment, needed, demand.busy() + " requests at a time");
    }
    if (needed == 0) {
      return want(
          deployment, 0, "idle for " + deployment.spec().scaling().idle().toSeconds() + " s");
    }
    Lull before = lulls.getOrDefault(deployment.name(), new Lull(nowNanos, needed));
    Lull lull = new Lull(before.sinceNanos, Math.max(before.enough, needed));
    lulls.put(deployment.name(), lull);
    return nowNanos - lull.sinceNanos < deployment.spec().scaling().stabilisation().toNanos()
        ? Optional.empty()
        : want(deployment, lull.enough, "fewer are enough");
  }

  /** Forgets all but these. */
  void retain(Collection<DeploymentName> known) {
    lulls.keySet().retainAll(known);
  }

  private int needed(Deployment deployment, Demand demand, long nowNanos) {
    var scaling = deployment.spec().scaling();
    int byLoad = Math.ceilDiv(demand.busy(), scaling.targetOutstanding());
    long quietSince =
        Math.max(Math.max(demand.lastActiveNanos(), deployment.wantedSinceNanos()), bornNanos);
    boolean idle = nowNanos - quietSince >= scaling.idle().toNanos();
    boolean sleeps = demand.busy() == 0 && (idle || deployment.wanted() == 0);
    return deployment.spec().replicas().clamp(sleeps ? 0 : Math.max(1, byLoad));
  }

  private Optional<WantReplicas> want(Deployment deployment, int count, String why) {
    lulls.remove(deployment.name());
    return Optional.of(new WantReplicas(deployment.name(), count, why));
  }
}
