package org.arkwright.scheduler;

import org.arkwright.model.Device;
import org.arkwright.model.DeviceRequest;
import org.arkwright.model.DeviceShare;
import org.arkwright.model.RankResources;

/**
 * Avoids device fragmentation: a share goes where the smallest piece of a device is left over;
 * whole devices go where the fewest free ones are left beside them, so that full nodes stay whole.
 */
public record WholeDevices() implements PlacementPolicy {
  @Override
  public String name() {
    return "whole-devices";
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return rank.devices().map(request -> score(node, rank, request)).orElse(BEST);
  }

  private static int score(NodeView node, RankResources rank, DeviceRequest request) {
    if (!request.share().isWhole()) {
      DeviceShare chosen = RankFit.choose(node, rank).getFirst();
      return BEST - (node.freeThousandths(chosen.device()) - request.share().thousandths());
    }
    int whole = 0;
    for (Device device : node.spec().devices()) {
      whole += node.freeThousandths(device.index()) == 1000 ? 1 : 0;
    }
    return BEST - (whole - request.count()) * BEST / node.spec().devices().size();
  }
}
