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
 * Ranks go where they leave least to be wasted in the end: for the node with and without the rank,
 * futures drawn from the mix are played through, and what is idle at their end is compared. In a
 * future, ranks arrive one after another and stay; each that fits takes the fullest devices that
 * hold it; it ends when what arrived adds up to {@link #HORIZON} times what was idle. So it sees
 * what the fragmentation gradient cannot: which leftovers later ranks fill up, and that devices
 * without CPU or memory beside them are lost (rollout, as in Bertsekas, Tsitsiklis and Wu, Rollout
 * Algorithms for Combinatorial Optimization, 1997).
 *
 * <p>The futures are the same for all nodes and in all cycles with the same mix.
 */
public final class ExpectedWaste implements PlacementPolicy {
  private static final int FUTURES = 32;
  private static final int ARRIVALS = 60;
  private static final double HORIZON = 2;

  // Memory seldom binds: looked at in steps, more nodes count as equal.
  private static final int MEMORY_STEP_BITS = 32;
  private static final int REMEMBERED_MAX = 1 << 17;

  private final MixTable mix;
  private final int[][] futures;
  private final Map<IdleKey, Double> remembered = new LinkedHashMap<>();

  /** Before a mix is known nothing is wasted. */
  public ExpectedWaste() {
    this(WorkloadMix.NONE);
  }

  public ExpectedWaste(WorkloadMix known) {
    mix = new MixTable(known.demands(), known.total());
    futures = known.demands().isEmpty() ? new int[0][] : draw(known);
  }

  private static int[][] draw(WorkloadMix mix) {
    long[] upTo = new long[mix.demands().size()];
    long sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += mix.demands().get(i).count();
      upTo[i] = sum;
    }
    // Part of the policy's definition: these draws decide nothing but which futures are looked at.
    SplittableRandom random = new SplittableRandom(7);
    int[][] futures = new int[FUTURES][ARRIVALS];
    for (int[] future : futures) {
      for (int i = 0; i < ARRIVALS; i++) {
        int found = Arrays.binarySearch(upTo, random.nextLong(sum) + 1);
        future[i] = found >= 0 ? found : -found - 1;
      }
    }
    return futures;
  }

  @Override
  public String name() {
    return "expected-waste";
  }

  @Override
  public PlacementPolicy on(SiteProfile surroundings) {
    // What no node can hold arrives in no future that could come about.
    return new ExpectedWaste(surroundings.possible());
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }

  @Override
  public int score(NodeView node, RankResources rank, NodeView after) {
    return futures.length == 0 ? BEST : PlacementPolicy.gain(of(node) - of(after));
  }

  /** What will be wasted of the node, in thousandths of devices. */
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
    Double known = remembered.get(idle);
    if (known != null) {
      return known;
    }
    double waste = 0;
    for (int[] future : futures) {
      waste += play(future, idle);
    }
    waste /= futures.length;
    if (remembered.size() >= REMEMBERED_MAX) {
      remembered.clear();
    }
    remembered.put(idle, waste);
    return waste;
  }

  private long play(int[] future, IdleKey start) {
    int[] free = start.free().clone();
    long cpuMillis = start.cpuMillis();
    long memoryBytes = start.memorySteps() << MEMORY_STEP_BITS;
    long idle = start.sum();
    double until = HORIZON * idle;
    long arrived = 0;
    for (int demand : future) {
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
