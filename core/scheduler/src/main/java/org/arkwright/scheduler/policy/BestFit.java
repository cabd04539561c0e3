package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;

/**
 * Best-fit packing: prefers the node with the least capacity left, as the mean over CPU, memory and
 * devices. Keeps empty nodes free for large gangs.
 */
public record BestFit() implements PlacementPolicy {
  @Override
  public String name() {
    return "best-fit";
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    long freeDevices = 0;
    for (int i = 0; i < node.spec().devices().size(); i++) {
      freeDevices += node.freeThousandths(i);
    }
    long deviceLeft = freeDevices - rank.amount().deviceThousandths();
    long left =
        part(node.freeCpuMillis() - rank.cpuMillis(), node.spec().cpuMillis())
            + part(node.freeMemoryBytes() - rank.memory().value(), node.spec().memory().value())
            + part(deviceLeft, 1000L * node.spec().devices().size());
    return BEST - (int) (left / 3);
  }

  private static long part(long left, long capacity) {
    return capacity == 0 ? 0 : (long) ((double) left / capacity * BEST);
  }
}
