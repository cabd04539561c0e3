package org.arkwright.experiments.fgd;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.policy.Fragmentation;
import org.arkwright.scheduler.policy.PlacementPolicy;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteProfile;

/** The published policies, by the formulas of the paper's simulator. */
final class FgdReferencePolicies {
  private static final int POINT = PlacementPolicy.BEST / 100;

  private FgdReferencePolicies() {}

  static PlacementScore only(PlacementPolicy policy) {
    return new PlacementScore(List.of(new PlacementScore.Weighted(policy, 1)));
  }

  /** Chooses the fullest node by CPU and GPU, in a hundred steps, and its fullest device. */
  record BestFit() implements PlacementPolicy {
    @Override
    public String name() {
      return "published-best-fit";
    }

    @Override
    public int score(NodeView node, RankResources rank) {
      long idle = -rank.amount().deviceThousandths();
      for (int i = 0; i < node.spec().devices().size(); i++) {
        idle += node.freeThousandths(i);
      }
      double left = 0.5 * (node.freeCpuMillis() - rank.cpuMillis()) / 128_000 + 0.5 * idle / 8_000;
      return (int) Math.floor(100 * (1 - left)) * POINT;
    }
  }

  /** Follows the fragmentation gradient, in a hundred steps. */
  static final class Fgd implements PlacementPolicy {
    private final Fragmentation fragmentation;

    Fgd() {
      this(new Fragmentation());
    }

    private Fgd(Fragmentation fragmentation) {
      this.fragmentation = fragmentation;
    }

    @Override
    public String name() {
      return "published-fgd";
    }

    @Override
    public PlacementPolicy on(SiteProfile profile) {
      return new Fgd(new Fragmentation(profile.mix()));
    }

    @Override
    public int score(NodeView node, RankResources rank) {
      return BEST;
    }

    @Override
    public int score(NodeView node, RankResources rank, NodeView after) {
      double gain = (fragmentation.of(node) - fragmentation.of(after)) / 1000;
      return (int) Math.floor(100 / (1 + Math.exp(-gain))) * POINT;
    }
  }

  /** Chooses a random node on which the rank fits, and a random suitable device. */
  static final class Random implements PlacementPolicy {
    private static final int DEVICES = 32;

    private final RandomGenerator random;
    private Optional<NodeView> last = Optional.empty();
    private int drawn;

    Random(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public String name() {
      return "published-random";
    }

    @Override
    public boolean isRandomised() {
      return true;
    }

    @Override
    public int score(NodeView node, RankResources rank) {
      return BEST;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Called for the devices of one node in a row.
    public int score(NodeView node, RankResources rank, NodeView after) {
      if (last.isEmpty() || last.get() != node) {
        last = Optional.of(node);
        drawn = random.nextInt(BEST / DEVICES);
      }
      // One call stands for all devices with equal free capacity: the highest of their draws.
      double best = Math.pow(random.nextDouble(), 1.0 / alike(node, after));
      return drawn * DEVICES + (int) (best * DEVICES);
    }

    private static int alike(NodeView node, NodeView after) {
      int taken = 0;
      for (int i = 0; i < node.spec().devices().size(); i++) {
        if (after.freeThousandths(i) < node.freeThousandths(i)) {
          taken = node.freeThousandths(i);
        }
      }
      int alike = 0;
      for (int i = 0; i < node.spec().devices().size(); i++) {
        alike += node.freeThousandths(i) == taken ? 1 : 0;
      }
      return Math.max(1, alike);
    }
  }
}
