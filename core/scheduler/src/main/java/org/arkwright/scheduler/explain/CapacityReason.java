package org.arkwright.scheduler.explain;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;
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
    String capacity =
        ReasonText.rank(new RankResources(free.cpuMillis(), memory(free), Optional.empty()));
    String devices =
        gang.spec().gang().resources().devices().isPresent()
            ? ", %s %s"
                .formatted(
                    Dimension.DEVICES.amount(free.deviceThousandths()),
                    ReasonText.kind(gang.spec().gang().resources().devices().get()))
            : "";
    String verdict = enoughInSum ? "in pieces that hold" : "which hold";
    return "Needs %s; %s%s free on nodes that could serve, %s %s%s."
        .formatted(
            ReasonText.gang(gang),
            capacity,
            devices,
            verdict,
            ReasonText.ranks(fitNow()),
            when(blockers));
  }

  private Bytes memory(Resources free) {
    return gang.spec().gang().resources().memory().value() == 0
        ? Bytes.ZERO
        : new Bytes(free.memoryBytes());
  }

  private String when(List<Job> blockers) {
    if (blockers.isEmpty()) {
      return "";
    }
    long end = ExpectedEnds.of(blockers.getLast(), nowNanos);
    return end == ExpectedEnds.NEVER
        ? "; the end of the jobs in the way is not known"
        : "; expected to be free in " + ReasonText.duration(end - nowNanos);
  }

  private String change(List<Job> blockers) {
    if (blockers.size() == 1) {
      Job job = blockers.getFirst();
      String holds = ReasonText.holds(job);
      return ReplicaOf.of(job.spec()).isPresent()
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
                blockers.stream().anyMatch(job -> ReplicaOf.of(job.spec()).isPresent())
                    ? "cancel, or scale down where they are replicas,"
                    : "cancel",
                blockers.size(),
                ReasonText.jobs(view, Blockers.named(blockers)),
                blockers.size() > Blockers.NAMED_MAX ? ", …" : "");
  }

  /** The number of the gang's ranks that fit now in the requested topology. */
  private long fitNow() {
    long sum = 0;
    long most = 0;
    long nodes = 0;
    for (NodeView node : view.nodes()) {
      int ranks = RankFit.count(node, gang.spec().gang().resources());
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
    Resources sum = Resources.ZERO;
    for (NodeView node : view.nodes()) {
      if (RankFit.count(new EmptyNode(node.spec()), gang.spec().gang().resources()) > 0) {
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
