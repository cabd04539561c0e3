package org.arkwright.scheduler.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import org.arkwright.scheduler.energy.PausedRun.Standing;
import org.junit.jupiter.api.Test;

final class PausedRunTest {
  @Test
  void freePauses_takeTheCheapestSlots() {
    double[] costs = {5, 1, 9, 2, 9, 1};
    assertThat(PausedRun.cheapest(costs, 3, 0, Standing.FRESH)).contains(slots(1, 3, 5));
    assertThat(SlotChoice.cheapest(costs, 0, 6, 3)).containsExactly(1, 3, 5);
  }

  @Test
  void expensivePauses_areNotWorthIt() {
    double[] costs = {3, 1, 4, 1, 9, 9};
    assertThat(PausedRun.cheapest(costs, 2, 2, Standing.FRESH)).contains(slots(0, 1));
  }

  @Test
  void runningJob_continuesWhereANewOneWouldWait() {
    double[] costs = {5, 3, 1, 1};
    assertThat(PausedRun.cheapest(costs, 2, 2, Standing.FRESH)).contains(slots(2, 3));
    assertThat(PausedRun.cheapest(costs, 2, 2, Standing.RUNNING)).contains(slots(0, 1));
  }

  @Test
  void pausedJob_needsTimeForItsRestart() {
    double[] costs = {1, 1, 1};
    assertThat(PausedRun.cheapest(costs, 2, 1, Standing.PAUSED)).contains(slots(0, 1, 2));
    assertThat(PausedRun.cheapest(costs, 3, 1, Standing.PAUSED)).isEmpty();
  }

  @Test
  void everyRun_isAsCheapAsTheBruteForceOptimum() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 2000; round++) {
      double[] costs = new double[1 + random.nextInt(9)];
      for (int slot = 0; slot < costs.length; slot++) {
        costs[slot] = random.nextInt(1, 10);
      }
      int work = 1 + random.nextInt(costs.length);
      int restart = random.nextInt(3);
      for (Standing standing : Standing.values()) {
        check(costs, work, restart, standing, "round " + round);
      }
    }
  }

  private static void check(
      double[] costs, int work, int restart, Standing standing, String round) {
    Optional<BitSet> run = PausedRun.cheapest(costs, work, restart, standing);
    assertThat(run.map(slots -> cost(costs, slots)).orElse(Double.POSITIVE_INFINITY))
        .as(round)
        .isEqualTo(bruteForce(costs, work, restart, standing));
    run.ifPresent(slots ->
        assertThat(slots.cardinality())
            .isGreaterThanOrEqualTo(work + restart * restarts(slots, standing)));
  }

  private static double bruteForce(double[] costs, int work, int restart, Standing standing) {
    double best = Double.POSITIVE_INFINITY;
    for (long bits = 1; bits < 1L << costs.length; bits++) {
      BitSet slots = BitSet.valueOf(new long[] {bits});
      if (slots.cardinality() >= work + restart * restarts(slots, standing)) {
        best = Math.min(best, cost(costs, slots));
      }
    }
    return best;
  }

  private static int restarts(BitSet slots, Standing standing) {
    int starts = 0;
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      starts += slot == 0 || !slots.get(slot - 1) ? 1 : 0;
    }
    return switch (standing) {
      case FRESH -> starts - 1;
      case RUNNING -> slots.get(0) ? starts - 1 : starts;
      case PAUSED -> starts;
    };
  }

  private static double cost(double[] costs, BitSet slots) {
    return slots.stream().mapToDouble(slot -> costs[slot]).sum();
  }

  private static BitSet slots(int... slots) {
    BitSet set = new BitSet();
    for (int slot : slots) {
      set.set(slot);
    }
    return set;
  }
}
