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
 * Computes the number of replicas that the load requires. It scales up at once; down only when
 * fewer replicas have sufficed for the stabilisation window, and then to the window's peak (after
 * Kubernetes' horizontal pod autoscaler); to zero once no request has come for the idle time.
 */
final class Autoscaler {
  private final Map<DeploymentName, Lull> lulls = new TreeMap<>();
  private final long startNanos;

  /** The time since which fewer replicas suffice, and the most that were needed since. */
  private record Lull(long sinceNanos, int peak) {}

  /**
   * @param startNanos when observation began; idleness before that is unknown
   */
  Autoscaler(long startNanos) {
    this.startNanos = startNanos;
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
    Lull lull = new Lull(before.sinceNanos, Math.max(before.peak, needed));
    lulls.put(deployment.name(), lull);
    return nowNanos - lull.sinceNanos < deployment.spec().scaling().stabilisation().toNanos()
        ? Optional.empty()
        : want(deployment, lull.peak, "fewer are enough");
  }

  /** Drops the state of all other deployments. */
  void retain(Collection<DeploymentName> known) {
    lulls.keySet().retainAll(known);
  }

  private int needed(Deployment deployment, Demand demand, long nowNanos) {
    var scaling = deployment.spec().scaling();
    int byLoad = Math.ceilDiv(demand.busy(), scaling.targetOutstanding());
    long idleSince =
        Math.max(Math.max(demand.lastActiveNanos(), deployment.wantedSinceNanos()), startNanos);
    boolean idle = nowNanos - idleSince >= scaling.idle().toNanos();
    boolean sleeps = demand.busy() == 0 && (idle || deployment.wanted() == 0);
    return deployment.spec().replicas().clamp(sleeps ? 0 : Math.max(1, byLoad));
  }

  private Optional<WantReplicas> want(Deployment deployment, int count, String why) {
    lulls.remove(deployment.name());
    return Optional.of(new WantReplicas(deployment.name(), count, why));
  }
}
