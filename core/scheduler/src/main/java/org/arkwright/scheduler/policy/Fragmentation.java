package org.arkwright.scheduler.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/**
 * Fragmentation gradient descent: ranks go where they add least to the fragmentation of idle
 * capacity (Weng et al., Beware of Fragmentation, USENIX ATC 2023). A node's fragmentation is the
 * part of its idle devices that a typical rank, drawn from the mix, could not use.
 */
public final class Fragmentation implements PlacementPolicy {
  /** The typical demands are the most frequent ones that together make up this part of all. */
  private static final double TYPICAL = 0.95;

  private final MixTable typical;

  /** Creates the policy without a mix; nothing counts as fragmented. */
  public Fragmentation() {
    this(WorkloadMix.NONE);
  }

  /** Creates the policy for the given mix. */
  public Fragmentation(WorkloadMix mix) {
    typical = typical(mix);
  }

  // As in the paper, typical tasks differ in everything but memory.
  private static MixTable typical(WorkloadMix mix) {
    Map<RankResources, Long> counts = new LinkedHashMap<>();
    for (WorkloadMix.Demand demand : mix.demands()) {
      RankResources rank = demand.rank();
      counts.merge(
          new RankResources(rank.cpuMillis(), Bytes.ZERO, rank.devices()),
          demand.count(),
          Long::sum);
    }
    List<WorkloadMix.Demand> most = new ArrayList<>();
    long covered = 0;
    for (WorkloadMix.Demand demand : WorkloadMix.of(counts).demands()) {
      if (covered >= TYPICAL * mix.total()) {
        break;
      }
      covered += demand.count();
      most.add(demand);
    }
    return new MixTable(most, mix.total());
  }

  @Override
  public String name() {
    return "fragmentation";
  }

  @Override
  public PlacementPolicy on(SiteProfile profile) {
    return new Fragmentation(profile.mix());
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }

  @Override
  public int score(NodeView node, RankResources rank, NodeView after) {
    return PlacementPolicy.gain(of(node) - of(after));
  }

  /** The node's fragmentation in thousandths of devices. */
  public double of(NodeView node) {
    int count = node.spec().devices().size();
    int[] free = new int[count];
    int idle = 0;
    for (int i = 0; i < count; i++) {
      free[i] = node.freeThousandths(i);
      idle += free[i];
    }
    if (idle == 0) {
      return 0;
    }
    boolean[][] serves = typical.serves(node.spec());
    double sum = 0;
    for (int i = 0; i < typical.size(); i++) {
      sum += typical.part[i] * unusable(free, idle, node.freeCpuMillis(), i, serves[i]);
    }
    return sum;
  }

  private int unusable(int[] free, int idle, long cpuMillis, int demand, boolean[] serves) {
    if (typical.devices[demand] == 0 || cpuMillis < typical.cpuMillis[demand]) {
      return idle;
    }
    int fit = 0;
    int usable = 0;
    for (int d = 0; d < free.length; d++) {
      if (serves[d] && free[d] >= typical.thousandths[demand]) {
        fit++;
        usable += free[d];
      }
    }
    return fit < typical.devices[demand] ? idle : idle - usable;
  }
}
