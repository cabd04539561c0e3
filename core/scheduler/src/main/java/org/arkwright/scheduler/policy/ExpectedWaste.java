package org.arkwright.scheduler.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/**
 * Minimises the capacity expected to remain unusable: for the node with and without the rank,
 * arrivals drawn from the mix are simulated, and the devices idle at the end are compared. In a
 * simulation, ranks arrive one after another and stay; each that fits takes the fullest devices
 * that hold it; it ends when the arrivals add up to {@link #HORIZON} times the idle capacity. This
 * shows what the fragmentation gradient cannot: which leftovers later ranks fill, and that devices
 * without free CPU or memory beside them are lost (rollout, as in Bertsekas, Tsitsiklis and Wu,
 * Rollout Algorithms for Combinatorial Optimization, 1997).
 *
 * <p>The simulated arrivals are the same for all nodes and in all cycles with the same mix.
 */
public final class ExpectedWaste implements PlacementPolicy {
  private static final int SEQUENCES = 32;
  private static final int ARRIVALS = 60;
  private static final double HORIZON = 2;

  // Memory is rarely the bottleneck: rounding it makes more nodes count as equal.
  private static final int MEMORY_STEP_BITS = 32;
  private static final int CACHED_MAX = 1 << 17;

  private final MixTable mix;
  private final int[][] sequences;
  private final Map<IdleKey, Double> cache = new LinkedHashMap<>();

  /** Creates the policy without a mix; it expects no waste. */
  public ExpectedWaste() {
    this(WorkloadMix.NONE);
  }

  public ExpectedWaste(WorkloadMix known) {
    mix = new MixTable(known.demands(), known.total());
    sequences = known.demands().isEmpty() ? new int[0][] : draw(known);
  }

  private static int[][] draw(WorkloadMix mix) {
    long[] upTo = new long[mix.demands().size()];
    long sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += mix.demands().get(i).count();
      upTo[i] = sum;
    }
    // Part of the policy's definition: the seed only selects the simulated arrivals.
    SplittableRandom random = new SplittableRandom(7);
    int[][] sequences = new int[SEQUENCES][ARRIVALS];
    for (int[] sequence : sequences) {
      for (int i = 0; i < ARRIVALS; i++) {
        int found = Arrays.binarySearch(upTo, random.nextLong(sum) + 1);
        sequence[i] = found >= 0 ? found : -found - 1;
      }
    }
    return sequences;
  }

  @Override
  public String name() {
    return "expected-waste";
  }

  @Override
  public PlacementPolicy on(SiteProfile profile) {
    // Ranks that no node can hold are excluded from the simulation.
    return new ExpectedWaste(profile.possible());
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }

  @Override
  public int score(NodeView node, RankResources rank, NodeView after) {
    return sequences.length == 0 ? BEST : PlacementPolicy.gain(of(node) - of(after));
  }

  /** The expected waste on the node, in thousandths of devices. */
  public double of(NodeView node) {
    boolean[][] serves = mix.serves(node.spec());
    int[] free = new int[node.spec().devices().size()];
    for (int i = 0; i < free.length; i++) {
      free[i] = node.freeThousandths(i);
    }
    long memorySteps = node.freeMemoryBytes() >> MEMORY_STEP_BITS;
    IdleKey idle = new IdleKey(serves, node.freeCpuMillis(), memorySteps, free);
    if (idle.sum() == 0) {
      return 0;
    }
    Double known = cache.get(idle);
    if (known != null) {
      return known;
    }
    double waste = 0;
    for (int[] sequence : sequences) {
      waste += simulate(sequence, idle);
    }
    waste /= sequences.length;
    if (cache.size() >= CACHED_MAX) {
      cache.clear();
    }
    cache.put(idle, waste);
    return waste;
  }

  private long simulate(int[] sequence, IdleKey start) {
    int[] free = start.free().clone();
    long cpuMillis = start.cpuMillis();
    long memoryBytes = start.memorySteps() << MEMORY_STEP_BITS;
    long idle = start.sum();
    double until = HORIZON * idle;
    long arrived = 0;
    for (int demand : sequence) {
      int thousandths = mix.thousandths[demand];
      int count = mix.devices[demand];
      arrived += (long) count * thousandths;
      if (arrived > until || idle == 0) {
        break;
      }
      if (mix.cpuMillis[demand] <= cpuMillis
          && mix.memoryBytes[demand] <= memoryBytes
          && (count == 0 || take(free, start.serves()[demand], count, thousandths))) {
        cpuMillis -= mix.cpuMillis[demand];
        memoryBytes -= mix.memoryBytes[demand];
        idle -= (long) count * thousandths;
      }
    }
    return idle;
  }

  private static boolean take(int[] free, boolean[] serves, int count, int thousandths) {
    if (count == 1) {
      int fullest = -1;
      for (int d = 0; d < free.length; d++) {
        if (serves[d] && free[d] >= thousandths && (fullest < 0 || free[d] < free[fullest])) {
          fullest = d;
        }
      }
      if (fullest < 0) {
        return false;
      }
      free[fullest] -= thousandths;
      return true;
    }
    int fit = 0;
    for (int d = 0; d < free.length; d++) {
      fit += serves[d] && free[d] >= thousandths ? 1 : 0;
    }
    int left = fit < count ? 0 : count;
    for (int d = 0; left > 0; d++) {
      if (serves[d] && free[d] >= thousandths) {
        free[d] -= thousandths;
        left--;
      }
    }
    return fit >= count;
  }
}
