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

/** What is left of the nodes while a plan's lines are carried out one after another. */
final class PlanCapacity {
  private final State state;
  private final Map<NodeId, Left> left = new TreeMap<>();

  PlanCapacity(State state) {
    this.state = state;
  }

  /** Takes the whole allocation, or nothing when some rank does not fit. */
  boolean take(Allocation allocation, RankResources resources) {
    Map<NodeId, Left> trial = new TreeMap<>();
    for (RankPlacement placement : allocation.ranks()) {
      Optional<Left> node = trialOf(trial, placement.node());
      if (node.isEmpty() || !node.get().take(placement, resources)) {
        return false;
      }
    }
    left.putAll(trial);
    return true;
  }

  private Optional<Left> trialOf(Map<NodeId, Left> trial, NodeId id) {
    Left begun = trial.get(id);
    if (begun != null) {
      return Optional.of(begun);
    }
    Optional<Left> fresh =
        Optional.ofNullable(left.get(id))
            .map(Left::copy)
            .or(() -> state.nodeTable().find(id).filter(NodeUsage::isLive).map(Left::new));
    fresh.ifPresent(node -> trial.put(id, node));
    return fresh;
  }

  /** What is left of one node. */
  private static final class Left {
    private final NodeUsage node;
    private final int[] thousandths;
    private long cpuMillis;
    private long memoryBytes;

    Left(NodeUsage node) {
      this.node = node;
      thousandths = new int[node.spec().devices().size()];
      for (int i = 0; i < thousandths.length; i++) {
        thousandths[i] = node.freeThousandths(i);
      }
      cpuMillis = node.freeCpuMillis();
      memoryBytes = node.freeMemoryBytes();
    }

    private Left(Left other) {
      node = other.node;
      thousandths = other.thousandths.clone();
      cpuMillis = other.cpuMillis;
      memoryBytes = other.memoryBytes;
    }

    Left copy() {
      return new Left(this);
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
      // Whole devices cannot be named twice: the second time nothing is left of it.
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
