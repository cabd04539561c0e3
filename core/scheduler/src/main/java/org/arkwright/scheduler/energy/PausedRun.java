package org.arkwright.scheduler.energy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * The cheapest schedule within a window for work that may be paused, where every resumption first
 * costs some slots for checkpointing, starting and catching up. Exact, by dynamic programming over
 * (slot, slots of work left, running or not), in O(window × work) time and memory.
 */
public final class PausedRun {
  private static final double IMPOSSIBLE = Double.POSITIVE_INFINITY;

  private final double[] costs;
  private final int work;
  private final int restart;
  private final Standing standing;
  private final int most;

  /** Whether to run a slot if the job was running before it, and if it was not. */
  private final BitSet continues;

  private final BitSet starts;

  /** The state of the job at the beginning of the window. */
  public enum Standing {
    /** It has never run: its first start costs no restart. */
    FRESH,
    /** It is running: continuing costs nothing. */
    RUNNING,
    /** It was stopped: its next start costs a restart. */
    PAUSED
  }

  private PausedRun(double[] costs, int work, int restart, Standing standing) {
    this.costs = costs;
    this.work = work;
    this.restart = restart;
    this.standing = standing;
    // The best run never has more left than at first, except for one restart.
    most = work + restart;
    continues = new BitSet(costs.length * (most + 1));
    starts = new BitSet(costs.length * (most + 1));
  }

  /**
   * Returns the slots in which to run; ties go to the earliest.
   *
   * @param costs of running in each slot of the window, not negative
   * @param work remaining slots of work, at least 1
   * @param restart slots that each resumption adds to the work
   * @return empty when the window is too short
   */
  public static Optional<BitSet> cheapest(
      double[] costs, int work, int restart, Standing standing) {
    if (work < 1 || restart < 0 || Arrays.stream(costs).anyMatch(cost -> !(cost >= 0))) {
      throw new IllegalArgumentException(
          "work %d, restart %d, or a negative cost".formatted(work, restart));
    }
    return new PausedRun(costs, work, restart, standing).solve();
  }

  private Optional<BitSet> solve() {
    double[] running = new double[most + 1];
    double[] idle = new double[most + 1];
    Arrays.fill(running, IMPOSSIBLE);
    Arrays.fill(idle, IMPOSSIBLE);
    running[0] = 0;
    idle[0] = 0;
    double[] nextRunning = running.clone();
    double[] nextIdle = idle.clone();
    for (int slot = costs.length - 1; slot >= 0; slot--) {
      int reach = Math.min(most, costs.length - slot);
      for (int left = 1; left <= reach; left++) {
        running[left] = costs[slot] + Math.min(nextRunning[left - 1], nextIdle[left - 1]);
      }
      Arrays.fill(running, reach + 1, most + 1, IMPOSSIBLE);
      for (int left = 1; left <= reach; left++) {
        int startedWith = left + entry(left);
        double startCost = startedWith <= reach ? running[startedWith] : IMPOSSIBLE;
        starts.set(cell(slot, left), startCost < IMPOSSIBLE && startCost <= nextIdle[left]);
        continues.set(cell(slot, left), running[left] <= nextIdle[left]);
        idle[left] = Math.min(startCost, nextIdle[left]);
      }
      double[] spare = nextRunning;
      nextRunning = running;
      running = spare;
      spare = nextIdle;
      nextIdle = idle;
      idle = spare;
      idle[0] = 0;
      running[0] = 0;
    }
    double least =
        standing == Standing.RUNNING ? Math.min(nextRunning[work], nextIdle[work]) : nextIdle[work];
    return least < IMPOSSIBLE ? Optional.of(path()) : Optional.empty();
  }

  /** The slots that a start costs with the given work left. */
  private int entry(int left) {
    return standing == Standing.FRESH && left == work ? 0 : restart;
  }

  private BitSet path() {
    BitSet run = new BitSet(costs.length);
    boolean runs = standing == Standing.RUNNING;
    int left = work;
    for (int slot = 0; slot < costs.length && left > 0; slot++) {
      if (!runs && starts.get(cell(slot, left))) {
        left += entry(left);
        runs = true;
      } else if (runs) {
        runs = continues.get(cell(slot, left));
      }
      if (runs) {
        run.set(slot);
        left--;
      }
    }
    return run;
  }

  private int cell(int slot, int left) {
    return slot * (most + 1) + left;
  }
}
