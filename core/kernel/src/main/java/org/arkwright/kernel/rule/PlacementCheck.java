package org.arkwright.kernel.rule;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeNeeds;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

/**
 * Checks a placement that a site made against the shape of its gang. Whether others hold the same
 * is the site's affair: it learns of the end of a gang before we do, and may give its devices away
 * at once.
 */
final class PlacementCheck {
  private final State state;
  private final String site;
  private final RankResources rank;

  /** What the gang's own ranks take of each node, and of each device there. */
  private final Map<NodeId, long[]> taken = new TreeMap<>();

  private final Map<NodeId, Map<Integer, Integer>> devices = new TreeMap<>();

  /** How a placement fails to fit, and the first rank of which that is so. */
  record Misfit(int rank, String problem) {}

  private final NodeNeeds needs;

  private PlacementCheck(State state, String site, JobSpec spec) {
    this.state = state;
    this.site = site;
    this.rank = spec.gang().resources();
    this.needs = spec.needs();
  }

  /** Returns how the placement fails to fit; empty when it does. */
  static Optional<Misfit> of(State state, String site, JobSpec spec, Allocation allocation) {
    JobSpec.Gang gang = spec.gang();
    int placed = allocation.ranks().size();
    if (placed != gang.ranks()) {
      return Optional.of(
          new Misfit(0, "it has places for %d of %d ranks".formatted(placed, gang.ranks())));
    }
    PlacementCheck check = new PlacementCheck(state, site, spec);
    for (RankPlacement placement : allocation.ranks()) {
      Optional<String> problem = check.problem(placement);
      if (problem.isPresent()) {
        return Optional.of(
            new Misfit(placement.rank(), "rank %d %s".formatted(placement.rank(), problem.get())));
      }
    }
    int nodes = allocation.nodes().size();
    return switch (gang.topology()) {
      case ANY -> Optional.empty();
      case SAME_NODE -> spread(nodes == 1, "one node", nodes);
      case SPREAD -> spread(nodes == gang.ranks(), "a node for each rank", nodes);
    };
  }

  private static Optional<Misfit> spread(boolean holds, String wanted, int nodes) {
    return holds
        ? Optional.empty()
        : Optional.of(new Misfit(0, "it asks for %s and is on %d".formatted(wanted, nodes)));
  }

  private Optional<String> problem(RankPlacement placement) {
    NodeId id = placement.node();
    if (!id.site().equals(site)) {
      return Optional.of("is on node %s, of another site".formatted(id));
    }
    Optional<NodeSpec> node =
        state.nodeTable().find(id).filter(NodeUsage::isLive).map(NodeUsage::spec);
    if (node.isEmpty()) {
      return Optional.of("is on node %s, which is not there".formatted(id.name()));
    }
    if (!needs.metBy(node.get())) {
      return Optional.of(
          needs
              .lackedBy(node.get())
              .map(lacked -> "is on node %s; %s".formatted(id.name(), lacked.refusal()))
              .orElse("is on node %s, which it did not ask for".formatted(id.name())));
    }
    long[] sums = taken.computeIfAbsent(id, _ -> new long[2]);
    sums[0] += rank.cpuMillis();
    sums[1] += rank.memory().value();
    if (sums[0] > node.get().cpuMillis() || sums[1] > node.get().memory().value()) {
      return Optional.of("is on node %s, which has too little for it".formatted(id.name()));
    }
    int asked = rank.devices().map(DeviceRequest::count).orElse(0);
    int given = placement.devices().size();
    if (given != asked) {
      return Optional.of("has %d devices and asks for %d".formatted(given, asked));
    }
    return placement.devices().stream()
        .filter(share -> !fits(node.get(), share))
        .findFirst()
        .map(share ->
            "has device %d of node %s, which is not what it asks for"
                .formatted(share.device(), id.name()));
  }

  private boolean fits(NodeSpec node, DeviceShare share) {
    DeviceRequest request = rank.devices().orElseThrow();
    int device = share.device();
    return device >= 0
        && device < node.devices().size()
        && share.share().equals(request.share())
        && request.accepts(node.devices().get(device))
        && devices
                .computeIfAbsent(node.id(), _ -> new TreeMap<>())
                .merge(device, share.share().thousandths(), Integer::sum)
            <= 1000;
  }
}
