package org.arkwright.kernel.rule;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;

/** The capacity free on the nodes while the entries of a plan are carried out one after another. */
final class PlanCapacity {
  private final State state;
  private final Map<NodeId, FreeCapacity> free = new TreeMap<>();

  PlanCapacity(State state) {
    this.state = state;
  }

  /** Takes the whole allocation, or nothing when some rank does not fit. */
  boolean take(Allocation allocation, RankResources resources) {
    Map<NodeId, FreeCapacity> trial = new TreeMap<>();
    for (RankPlacement placement : allocation.ranks()) {
      Optional<FreeCapacity> node = trialOf(trial, placement.node());
      if (node.isEmpty() || !node.get().take(placement, resources)) {
        return false;
      }
    }
    free.putAll(trial);
    return true;
  }

  private Optional<FreeCapacity> trialOf(Map<NodeId, FreeCapacity> trial, NodeId id) {
    FreeCapacity known = trial.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<FreeCapacity> fresh =
        Optional.ofNullable(free.get(id))
            .map(FreeCapacity::copy)
            .or(() ->
                state.nodeTable().find(id).filter(NodeUsage::takesWork).map(FreeCapacity::new));
    fresh.ifPresent(node -> trial.put(id, node));
    return fresh;
  }

  /** The free capacity of one node. */
  private static final class FreeCapacity {
    private final NodeUsage node;
    private final int[] thousandths;
    private long cpuMillis;
    private long memoryBytes;

    FreeCapacity(NodeUsage node) {
      this.node = node;
      thousandths = new int[node.spec().devices().size()];
      for (int i = 0; i < thousandths.length; i++) {
        thousandths[i] = node.freeThousandths(i);
      }
      cpuMillis = node.freeCpuMillis();
      memoryBytes = node.freeMemoryBytes();
    }

    private FreeCapacity(FreeCapacity other) {
      node = other.node;
      thousandths = other.thousandths.clone();
      cpuMillis = other.cpuMillis;
      memoryBytes = other.memoryBytes;
    }

    FreeCapacity copy() {
      return new FreeCapacity(this);
    }

    boolean take(RankPlacement placement, RankResources resources) {
      if (resources.cpuMillis() > cpuMillis || resources.memory().value() > memoryBytes) {
        return false;
      }
      cpuMillis -= resources.cpuMillis();
      memoryBytes -= resources.memory().value();
      if (resources.devices().isEmpty()) {
        return placement.devices().isEmpty();
      }
      DeviceRequest request = resources.devices().get();
      if (placement.devices().size() != request.count()) {
        return false;
      }
      // A whole device cannot be taken twice: the second time nothing of it is free.
      return placement.devices().stream().allMatch(share -> takeDevice(share, request));
    }

    private boolean takeDevice(DeviceShare share, DeviceRequest request) {
      int device = share.device();
      if (device < 0
          || device >= thousandths.length
          || !share.share().equals(request.share())
          || !request.accepts(node.spec().devices().get(device))
          || thousandths[device] < share.share().thousandths()) {
        return false;
      }
      thousandths[device] -= share.share().thousandths();
      return true;
    }
  }
}
