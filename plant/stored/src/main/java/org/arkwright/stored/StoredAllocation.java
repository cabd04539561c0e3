package org.arkwright.stored;

import java.util.List;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Share;

/** The stored form of {@link Allocation}. */
public record StoredAllocation(List<Placement> ranks) {
  static StoredAllocation of(Allocation allocation) {
    return new StoredAllocation(allocation.ranks().stream().map(Placement::of).toList());
  }

  Allocation model() {
    return new Allocation(ranks.stream().map(Placement::model).toList());
  }

  /** The stored form of {@link RankPlacement}. */
  public record Placement(int rank, String site, String node, List<Part> devices) {
    /** Returns the stored form of the placement. */
    public static Placement of(RankPlacement placement) {
      return new Placement(
          placement.rank(),
          placement.node().site(),
          placement.node().name(),
          placement.devices().stream().map(Part::of).toList());
    }

    /** Returns the placement as a record of the model. */
    public RankPlacement model() {
      return new RankPlacement(
          rank, new NodeId(site, node), devices.stream().map(Part::model).toList());
    }
  }

  /** The stored form of {@link DeviceShare}. */
  record Part(int device, Share share) {
    static Part of(DeviceShare deviceShare) {
      return new Part(deviceShare.device(), deviceShare.share());
    }

    DeviceShare model() {
      return new DeviceShare(device, share);
    }
  }
}
