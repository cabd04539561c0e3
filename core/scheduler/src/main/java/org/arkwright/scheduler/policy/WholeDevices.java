package org.arkwright.scheduler.policy;

import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.scheduler.view.NodeView;

/**
 * Avoids device fragmentation: a share goes where the smallest piece of a device remains; whole
 * devices go where the fewest free ones remain, so that empty nodes stay whole.
 */
public record WholeDevices() implements PlacementPolicy {
  @Override
  public String name() {
    return "whole-devices";
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }

  @Override
  public int score(NodeView node, RankResources rank, NodeView after) {
    return rank.devices().map(request -> score(node, request, after)).orElse(BEST);
  }

  private static int score(NodeView node, DeviceRequest request, NodeView after) {
    int whole = 0;
    for (Device device : node.spec().devices()) {
      int left = after.freeThousandths(device.index());
      if (!request.share().isWhole() && left < node.freeThousandths(device.index())) {
        return BEST - left * (BEST / 1000);
      }
      whole += left == 1000 ? 1 : 0;
    }
    return BEST - (int) ((long) whole * BEST / node.spec().devices().size());
  }
}
