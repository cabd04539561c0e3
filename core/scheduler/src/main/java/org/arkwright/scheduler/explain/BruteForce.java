package org.arkwright.scheduler.explain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeNeeds;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings.Power;
import org.arkwright.model.site.SiteSettings.Watts;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.FreeCapacity;
import org.arkwright.scheduler.view.NodeView;

/**
 * The rules of placement and quota implemented as simply as possible: rank by rank, without indexes
 * or counters. Shares no decision with the scheduler that it checks.
 */
public final class BruteForce {
  private BruteForce() {}

  /** Whether the gang can be placed on the given nodes. */
  public static boolean fits(Collection<? extends NodeView> nodes, GangShape shape) {
    List<FreeCapacity> nodesFree = new ArrayList<>();
    nodes.forEach(node -> nodesFree.add(new FreeCapacity(node)));
    return switch (shape.topology()) {
      case SAME_NODE -> nodesFree.stream().anyMatch(node -> ranksOn(node, shape) >= shape.ranks());
      case SPREAD -> nodesFree.stream().filter(node -> take(node, shape)).count() >= shape.ranks();
      case ANY -> nodesFree.stream().mapToLong(node -> ranksOn(node, shape)).sum() >= shape.ranks();
    };
  }

  /** The nodes as they would be when empty. */
  public static List<NodeView> emptied(Collection<? extends NodeView> nodes) {
    List<NodeView> empty = new ArrayList<>();
    nodes.forEach(node -> empty.add(new EmptyNode(node.spec())));
    return empty;
  }

  static GangShape with(GangShape shape, int ranks, Topology topology) {
    return new GangShape(
        ranks,
        shape.resources(),
        topology,
        shape.preemptible(),
        shape.expectedDuration(),
        shape.needs());
  }

  private static int ranksOn(FreeCapacity node, GangShape shape) {
    int ranks = 0;
    while (ranks < shape.ranks() && take(node, shape)) {
      ranks++;
    }
    return ranks;
  }

  /** Whether the node is one that the gang accepts. */
  static boolean accepts(NodeNeeds needs, NodeSpec node) {
    return node.capabilities().containsAll(needs.capabilities())
        && (needs.among().isEmpty() || needs.among().contains(node.id()));
  }

  /** Takes the capacity for one rank, if it is free. */
  private static boolean take(FreeCapacity node, GangShape shape) {
    RankResources rank = shape.resources();
    if (!accepts(shape.needs(), node.spec())) {
      return false;
    }
    List<DeviceShare> devices = new ArrayList<>();
    if (rank.devices().isPresent()) {
      DeviceRequest request = rank.devices().get();
      for (Device device : node.spec().devices()) {
        if (devices.size() < request.count()
            && request.accepts(device)
            && node.freeThousandths(device.index()) >= request.share().thousandths()) {
          devices.add(new DeviceShare(device.index(), request.share()));
        }
      }
      if (devices.size() < request.count()) {
        return false;
      }
    }
    if (node.freeCpuMillis() < rank.cpuMillis() || node.freeMemoryBytes() < rank.memory().value()) {
      return false;
    }
    node.take(rank, devices);
    return true;
  }

  /** Whether quota allows the project the given amount on top of the given usage. */
  public static boolean quotaAllows(
      ClusterView view,
      ProjectName project,
      Resources more,
      Function<ProjectName, Resources> usage) {
    for (Dimension dimension : Dimension.values()) {
      if (dimension.of(more) > 0 && !quotaAllows(view, project, more, usage, dimension)) {
        return false;
      }
    }
    return true;
  }

  private static boolean quotaAllows(
      ClusterView view,
      ProjectName project,
      Resources more,
      Function<ProjectName, Resources> usage,
      Dimension dimension) {
    Quota quota = view.quota(project);
    BigInteger after = exact(usage.apply(project), dimension).add(exact(more, dimension));
    Optional<String> cohort = quota.cohort();
    if (cohort.isEmpty()) {
      return within(after, exact(quota.nominal(), dimension));
    }
    if (within(after, retained(quota, dimension))) {
      return true;
    }
    BigInteger most =
        exact(quota.nominal(), dimension).add(exact(quota.borrowingLimit(), dimension));
    BigInteger lent = BigInteger.ZERO;
    BigInteger taken = BigInteger.ZERO;
    for (Quota member : view.cohort(cohort.get())) {
      boolean self = member.project().equals(project);
      BigInteger used = self ? after : exact(usage.apply(member.project()), dimension);
      lent = lent.add(exact(member.nominal().min(member.lendingLimit()), dimension));
      taken = taken.add(used.subtract(retained(member, dimension)).max(BigInteger.ZERO));
    }
    return within(after, most) && within(taken, lent);
  }

  /**
   * Whether the power limit allows the gang on top of everything running, with every rank on the
   * accepted device with the highest peak power; in watts, without tables. Every rank counts where
   * its node is: a gang that was placed before the site had others may lie across several.
   *
   * @param view the part of the whole that the limit applies to
   */
  static boolean powerAllows(ClusterView whole, ClusterView view, Job gang) {
    Optional<BigDecimal> envelope = view.site().envelopeKilowatts();
    if (envelope.isEmpty()) {
      return true;
    }
    BigDecimal watts = BigDecimal.ZERO;
    BigDecimal highest = BigDecimal.ZERO;
    for (NodeView node : view.cordoned()) {
      watts = watts.add(idle(view, node.spec()));
    }
    for (NodeView node : view.nodes()) {
      watts = watts.add(cores(view.site().power().cpuCore().idle(), node.spec().cpuMillis()));
      for (Device device : node.spec().devices()) {
        Watts draw = view.site().power().device(device.kind());
        watts = watts.add(draw.idle());
        if (gang.spec()
            .gang()
            .resources()
            .devices()
            .filter(request -> request.accepts(device))
            .isPresent()) {
          highest = highest.max(swing(draw));
        }
      }
    }
    boolean onlyHome = whole.site().sites().isPresent();
    for (Job job : whole.running()) {
      for (RankPlacement rank : job.state().liveAttempt().orElseThrow().placements()) {
        if (!onlyHome || rank.node().site().equals(Site.HOME)) {
          watts = watts.add(draw(view, job, rank));
        }
      }
    }
    RankResources rank = gang.spec().gang().resources();
    long thousandths = rank.devices().map(DeviceRequest::thousandths).orElse(0L);
    BigDecimal more =
        cores(swing(view.site().power().cpuCore()), rank.cpuMillis())
            .add(highest.multiply(BigDecimal.valueOf(thousandths, 3)))
            .multiply(BigDecimal.valueOf(gang.spec().gang().ranks()));
    BigDecimal all = watts.add(more).multiply(view.site().pue());
    // The scheduler rounds up for each node and rank; half a watt exceeds the sum of that.
    return all.add(new BigDecimal("0.5")).compareTo(envelope.get().movePointRight(3)) <= 0;
  }

  private static BigDecimal idle(ClusterView view, NodeSpec node) {
    Power power = view.site().power();
    BigDecimal watts = cores(power.cpuCore().idle(), node.cpuMillis());
    for (Device device : node.devices()) {
      watts = watts.add(power.device(device.kind()).idle());
    }
    return watts;
  }

  private static BigDecimal draw(ClusterView view, Job job, RankPlacement rank) {
    Power power = view.site().power();
    BigDecimal watts = cores(swing(power.cpuCore()), job.spec().gang().resources().cpuMillis());
    Optional<? extends NodeView> node = present(view, rank.node());
    for (DeviceShare share : rank.devices()) {
      BigDecimal device =
          node.map(NodeView::spec)
              .filter(spec -> share.device() < spec.devices().size())
              .map(spec -> swing(power.device(spec.devices().get(share.device()).kind())))
              .orElseGet(() -> highestSwing(power));
      watts = watts.add(device.multiply(BigDecimal.valueOf(share.share().thousandths(), 3)));
    }
    return watts;
  }

  /** The node, if it is there, cordoned or not. */
  private static Optional<? extends NodeView> present(ClusterView view, NodeId id) {
    Optional<? extends NodeView> open = view.node(id);
    return open.isPresent()
        ? open
        : view.cordoned().stream().filter(node -> node.spec().id().equals(id)).findFirst();
  }

  /** The most that the swing of a device may be whose kind is no longer known: its node is lost. */
  private static BigDecimal highestSwing(Power power) {
    return power.devices().values().stream()
        .map(BruteForce::swing)
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  private static BigDecimal cores(BigDecimal watts, long millis) {
    return watts.multiply(BigDecimal.valueOf(millis, 3));
  }

  private static BigDecimal swing(Watts watts) {
    return watts.peak().subtract(watts.idle());
  }

  private static BigInteger retained(Quota quota, Dimension dimension) {
    return exact(quota.nominal(), dimension)
        .subtract(exact(quota.nominal().min(quota.lendingLimit()), dimension));
  }

  private static boolean within(BigInteger amount, BigInteger limit) {
    return amount.compareTo(limit) <= 0
        || limit.compareTo(BigInteger.valueOf(Resources.UNLIMITED_AMOUNT)) >= 0;
  }

  private static BigInteger exact(Resources resources, Dimension dimension) {
    return BigInteger.valueOf(dimension.of(resources));
  }
}
