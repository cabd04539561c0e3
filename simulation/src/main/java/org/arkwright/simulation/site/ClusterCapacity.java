package org.arkwright.simulation.site;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

/** What is free on a cluster's nodes, counted by the cluster itself. */
final class ClusterCapacity {
  private final TreeMap<NodeId, Free> free = new TreeMap<>();

  private static final class Free {
    private final NodeSpec node;
    private final int[] thousandths;
    private long cpuMillis;
    private long memory;

    Free(NodeSpec node) {
      this.node = node;
      this.cpuMillis = node.cpuMillis();
      this.memory = node.memory().value();
      this.thousandths = new int[node.devices().size()];
      java.util.Arrays.fill(thousandths, 1000);
    }
  }

  ClusterCapacity(List<NodeSpec> nodes) {
    nodes.forEach(node -> free.put(node.id(), new Free(node)));
  }

  /** Takes what a rank holds. */
  void take(RankPlacement rank, JobSpec spec) {
    Free node = Objects.requireNonNull(free.get(rank.node()));
    node.cpuMillis -= spec.gang().resources().cpuMillis();
    node.memory -= spec.gang().resources().memory().value();
    for (DeviceShare share : rank.devices()) {
      node.thousandths[share.device()] -= share.share().thousandths();
    }
  }

  /** Takes the first places that fit the gang; empty, and of no further use, when none do. */
  Optional<Allocation> place(JobSpec spec) {
    if (spec.gang().topology() == Topology.SAME_NODE) {
      return free.keySet().stream()
          .map(node -> new ClusterCapacity(this).placeOn(new TreeSet<>(List.of(node)), spec))
          .flatMap(Optional::stream)
          .findFirst();
    }
    return placeOn(new TreeSet<>(free.keySet()), spec);
  }

  private ClusterCapacity(ClusterCapacity other) {
    other.free.forEach((id, from) -> {
      Free copy = new Free(from.node);
      System.arraycopy(from.thousandths, 0, copy.thousandths, 0, copy.thousandths.length);
      copy.cpuMillis = from.cpuMillis;
      copy.memory = from.memory;
      free.put(id, copy);
    });
  }

  private Optional<Allocation> placeOn(NavigableSet<NodeId> open, JobSpec spec) {
    List<RankPlacement> ranks = new ArrayList<>();
    for (int rank = 0; rank < spec.gang().ranks(); rank++) {
      int number = rank;
      Optional<RankPlacement> place =
          open.stream()
              .map(node -> fit(number, Objects.requireNonNull(free.get(node)), spec))
              .flatMap(Optional::stream)
              .findFirst();
      if (place.isEmpty()) {
        return Optional.empty();
      }
      take(place.get(), spec);
      ranks.add(place.get());
      if (spec.gang().topology() == Topology.SPREAD) {
        open.remove(place.get().node());
      }
    }
    return Optional.of(new Allocation(ranks));
  }

  private static Optional<RankPlacement> fit(int rank, Free node, JobSpec spec) {
    if (node.cpuMillis < spec.gang().resources().cpuMillis()
        || node.memory < spec.gang().resources().memory().value()
        || !spec.needs().metBy(node.node)) {
      return Optional.empty();
    }
    List<DeviceShare> devices = new ArrayList<>();
    int count = spec.gang().resources().devices().map(DeviceRequest::count).orElse(0);
    for (Device device : node.node.devices()) {
      DeviceRequest request = spec.gang().resources().devices().orElse(null);
      if (request != null
          && devices.size() < count
          && request.accepts(device)
          && node.thousandths[device.index()] >= request.share().thousandths()) {
        devices.add(new DeviceShare(device.index(), request.share()));
      }
    }
    return devices.size() == count
        ? Optional.of(new RankPlacement(rank, node.node.id(), devices))
        : Optional.empty();
  }

  /** The placement, one rank short; as it was for a gang of one. */
  static Allocation wrong(Allocation right) {
    int ranks = right.ranks().size();
    return ranks == 1 ? right : new Allocation(right.ranks().subList(0, ranks - 1));
  }
}
