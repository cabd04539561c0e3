package org.arkwright.scheduler.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.arkwright.scheduler.placement.PreemptionTrial;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.RankFit;

/** The reason why the free capacity does not hold a gang that an empty site could hold, if so. */
record CapacityReason(ClusterView view, Job gang, long nowNanos, PlacementScore score) {
  Optional<PendingReason> reason() {
    PreemptionTrial trial = PreemptionTrial.of(view, gang.spec().shape(), score);
    if (trial.fits()) {
      return Optional.empty();
    }
    Resources free = free();
    boolean enoughInSum = gang.spec().amount().fitsWithin(free);
    List<Job> blockers =
        Blockers.needed(view.running(), nowNanos, trial::fits, trial::stop, trial::spare);
    return Optional.of(
        new PendingReason(
            enoughInSum ? Code.FRAGMENTED : Code.WAITING_FOR_RESOURCES,
            text(free, enoughInSum, blockers),
            Blockers.named(blockers),
            change(blockers)));
  }

  private String text(Resources free, boolean enoughInSum, List<Job> blockers) {
    RankResources rank = gang.spec().gang().resources();
    List<String> amounts = new ArrayList<>();
    List<String> scarce = new ArrayList<>();
    Resources wanted = gang.spec().amount();
    for (Dimension dimension : Dimension.values()) {
      if (dimension.of(wanted) > 0) {
        String name =
            dimension == Dimension.DEVICES
                ? rank.devices().map(ReasonText::kind).orElse(dimension.word())
                : dimension.word();
        amounts.add(dimension.amount(dimension.of(free)) + " " + name);
        if (dimension.of(free) < dimension.of(wanted)) {
          scarce.add(name);
        }
      }
    }
    String verdict =
        enoughInSum
            ? "What is free lies in pieces"
            : "Not enough %s free".formatted(String.join(" and ", scarce));
    return "%s%s: needs %s; free on nodes that could serve: %s, room for %d of its ranks now%s.%s"
        .formatted(
            few(),
            verdict,
            ReasonText.gang(gang),
            String.join(", ", amounts),
            fitNow(),
            when(blockers),
            new CordonReason(view, gang).aside());
  }

  private String few() {
    List<NodeSpec> all = new ArrayList<>();
    view.nodes().forEach(node -> all.add(node.spec()));
    return new NodeReason(all, gang.spec().needs()).few();
  }

  /** Who holds what is missing, and until when as far as that is known. */
  private String when(List<Job> blockers) {
    if (blockers.isEmpty()) {
      return "";
    }
    int more = blockers.size() - Blockers.named(blockers).size();
    String holders =
        "; the rest is held by %s%s"
            .formatted(
                ReasonText.jobs(view, Blockers.named(blockers)),
                more == 0 ? "" : " and %d more".formatted(more));
    Job last = blockers.getLast();
    long end = ExpectedEnds.of(last, nowNanos);
    if (end == ExpectedEnds.NEVER) {
      return holders + ", whose end is not known";
    }
    return "%s, %s in %s"
        .formatted(
            holders,
            ExpectedEnds.isBound(last, nowNanos) ? "free at the latest" : "expected to be free",
            ReasonText.duration(end - nowNanos));
  }

  private String change(List<Job> blockers) {
    if (blockers.size() == 1) {
      Job job = blockers.getFirst();
      String holds = ReasonText.holds(job);
      return ReplicaOf.isOne(job.spec())
          ? "%s holds %s".formatted(ReasonText.toEnd(job), holds)
          : "%s, which holds %s".formatted(ReasonText.toEnd(job), holds);
    }
    long fit = fitNow();
    if (fit > 0) {
      return "ask for %s or fewer".formatted(ReasonText.ranks(fit));
    }
    return blockers.isEmpty()
        ? "wait for capacity that is being freed"
        : "%s the %d jobs in the way: %s%s"
            .formatted(
                blockers.stream().anyMatch(job -> ReplicaOf.isOne(job.spec()))
                    ? "cancel, or scale down where they are replicas,"
                    : "cancel",
                blockers.size(),
                ReasonText.jobs(view, Blockers.named(blockers)),
                blockers.size() > Blockers.NAMED_MAX ? ", …" : "");
  }

  /** The number of the gang's ranks that fit now in the requested topology. */
  private long fitNow() {
    GangShape shape = gang.spec().shape();
    long sum = 0;
    long most = 0;
    long nodes = 0;
    for (NodeView node : view.nodes()) {
      int ranks = RankFit.count(node, shape);
      sum += ranks;
      most = Math.max(most, ranks);
      nodes += ranks > 0 ? 1 : 0;
    }
    return switch (gang.spec().gang().topology()) {
      case ANY -> sum;
      case SAME_NODE -> most;
      case SPREAD -> nodes;
    };
  }

  /** The free capacity of nodes that could hold a rank when empty; counts only suitable devices. */
  private Resources free() {
    GangShape shape = gang.spec().shape();
    Resources sum = Resources.ZERO;
    for (NodeView node : view.nodes()) {
      if (RankFit.count(new EmptyNode(node.spec()), shape) > 0) {
        long devices =
            gang.spec().gang().resources().devices().map(request -> free(node, request)).orElse(0L);
        sum = sum.plus(new Resources(node.freeCpuMillis(), node.freeMemoryBytes(), devices));
      }
    }
    return sum;
  }

  private static long free(NodeView node, DeviceRequest request) {
    long thousandths = 0;
    for (Device device : node.spec().devices()) {
      thousandths += request.accepts(device) ? node.freeThousandths(device.index()) : 0;
    }
    return thousandths;
  }
}
