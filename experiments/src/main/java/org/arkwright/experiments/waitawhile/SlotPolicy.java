package org.arkwright.experiments.waitawhile;

import java.util.Arrays;
import java.util.BitSet;
import org.arkwright.scheduler.energy.BestEstimate;
import org.arkwright.scheduler.energy.PausedRun;
import org.arkwright.scheduler.energy.PausedRun.Standing;
import org.arkwright.scheduler.energy.SlotChoice;

/** The policies that choose slots. */
enum SlotPolicy {
  /** The paper's choice for jobs in one piece, by the unfiltered forecast. */
  PAPER_WHOLE("paper, in one piece"),
  /** The paper's choice for jobs that may be paused, which counts no cost for pauses. */
  PAPER_PAUSED("paper, paused"),
  /** Arkwright's choice for jobs in one piece. */
  ARKWRIGHT_WHOLE("Arkwright, in one piece"),
  /** Arkwright's choice for jobs that may be paused, where that pays for the restart. */
  ARKWRIGHT_PAUSED("Arkwright, paused");

  private final String label;

  SlotPolicy(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }

  /** Returns the forecast the policy uses: Arkwright knows the forecast error and filters by it. */
  double[] reads(double[] forecast, double deviation) {
    return switch (this) {
      case PAPER_WHOLE, PAPER_PAUSED -> forecast;
      case ARKWRIGHT_WHOLE, ARKWRIGHT_PAUSED -> BestEstimate.of(forecast, deviation);
    };
  }

  /**
   * Returns the emissions of the slots that the policy chooses.
   *
   * @param read the forecast the policy uses
   * @param truth the actual series
   * @param restart slots that each resumption costs. Arkwright's jobs spend them as time; for the
   *     paper's only their emissions are added, because its deadlines leave no time for them
   */
  double emissions(double[] read, double[] truth, ProjectJob job, int end, int restart) {
    int available = end - job.start();
    return switch (this) {
      case PAPER_WHOLE, ARKWRIGHT_WHOLE -> {
        int first =
            SlotChoice.contiguous(read, job.start(), end, Math.min(job.length(), available));
        int last = Math.min(first + job.length(), truth.length);
        yield Arrays.stream(truth, first, last).sum();
      }
      case PAPER_PAUSED -> paused(read, truth, job, end, restart);
      case ARKWRIGHT_PAUSED ->
          restart == 0
              ? paused(read, truth, job, end, 0)
              : PausedRun.cheapest(
                      costs(read, job.start(), end),
                      Math.min(job.length(), available),
                      restart,
                      Standing.FRESH)
                  .orElseThrow()
                  .stream()
                  .mapToDouble(slot -> truth[job.start() + slot])
                  .sum();
    };
  }

  private static double paused(
      double[] read, double[] truth, ProjectJob job, int end, int restart) {
    int length = Math.min(job.length(), end - job.start());
    BitSet run = new BitSet();
    double sum = 0;
    for (int slot : SlotChoice.cheapest(read, job.start(), end, length)) {
      boolean resumed = !run.isEmpty() && !run.get(slot - 1);
      sum += truth[slot] * (resumed ? 1 + restart : 1);
      run.set(slot);
    }
    return sum;
  }

  /** Clamps costs at zero: a forecast's error may make them negative. */
  private static double[] costs(double[] read, int from, int to) {
    double[] costs = Arrays.copyOfRange(read, from, to);
    Arrays.setAll(costs, slot -> Math.max(0, costs[slot]));
    return costs;
  }
}
