package org.arkwright.scheduler.policy;

import java.util.List;
import java.util.TreeMap;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.scheduler.view.NodeView;

/**
 * Places communicating parts close together: a rank's devices in one fast-link domain, a gang's
 * ranks on one node, in one rack, in one block. Each of the four levels counts a quarter of {@link
 * #BEST}, times the share of all pairs in it. The last three depend on the gang's other ranks and
 * are counted by {@code Proximity}.
 */
public record TopologyDistance() implements PlacementPolicy {
  /** The score of sharing one more level. */
  public static final int LEVEL = BEST / 4;

  @Override
  public String name() {
    return "topology";
  }

  @Override
  public int perLevel() {
    return LEVEL;
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return LEVEL;
  }

  @Override
  public int score(NodeView node, RankResources rank, NodeView after) {
    TreeMap<String, Long> domains = new TreeMap<>();
    long devices = 0;
    List<Device> all = node.spec().devices();
    for (int i = 0; i < all.size(); i++) {
      if (node.freeThousandths(i) != after.freeThousandths(i)) {
        domains.merge(all.get(i).link().orElse(""), 1L, Long::sum);
        devices++;
      }
    }
    long pairs = devices * (devices - 1);
    long near = domains.values().stream().mapToLong(count -> count * (count - 1)).sum();
    return pairs == 0 ? LEVEL : (int) (LEVEL * near / pairs);
  }
}
