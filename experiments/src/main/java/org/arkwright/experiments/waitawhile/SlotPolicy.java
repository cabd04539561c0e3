package org.arkwright.experiments.waitawhile;

import java.util.Arrays;
import java.util.BitSet;
import org.arkwright.scheduler.energy.BestEstimate;
import org.arkwright.scheduler.energy.PausedRun;
import org.arkwright.scheduler.energy.PausedRun.Standing;
import org.arkwright.scheduler.energy.SlotChoice;

/** Who chooses the slots. */
enum SlotPolicy {
  /** The paper's choice where jobs run in one piece: by the forecast as it is. */
  PAPER_WHOLE("paper, in one piece"),
  /** The paper's choice where jobs may be paused, for which it counts no cost. */
  PAPER_PAUSED("paper, paused"),
  /** Arkwright's, in one piece. */
  ARKWRIGHT_WHOLE("Arkwright, in one piece"),
  /** Arkwright's, paused where that pays for the restart. */
  ARKWRIGHT_PAUSED("Arkwright, paused");

  private final String word;

  SlotPolicy(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }

  /** What it goes by: Arkwright is told how much forecasts err, and uses that. */
  double[] reads(double[] forecast, double deviation) {
    return switch (this) {
      case PAPER_WHOLE, PAPER_PAUSED -> forecast;
      case ARKWRIGHT_WHOLE, ARKWRIGHT_PAUSED -> BestEstimate.of(forecast, deviation);
    };
  }

  /**
   * What the slots emit that it chooses.
   *
   * @param read the forecast it goes by
   * @param truth what it turns out to be
   * @param restart slots that each resumption costs. Arkwright's jobs take them as time; to the
   *     paper's only what they emit is added, as its deadlines leave no time for them
   */
  double emissions(double[] read, double[] truth, ProjectJob job, int end, int restart) {
    int room = end - job.start();
    return switch (this) {
      case PAPER_WHOLE, ARKWRIGHT_WHOLE -> {
        int first = SlotChoice.contiguous(read, job.start(), end, Math.min(job.length(), room));
        int last = Math.min(first + job.length(), truth.length);
        yield Arrays.stream(truth, first, last).sum();
      }
      case PAPER_PAUSED -> paused(read, truth, job, end, restart);
      case ARKWRIGHT_PAUSED ->
          restart == 0
              ? paused(read, truth, job, end, 0)
              : PausedRun.cheapest(
                      costs(read, job.start(), end),
                      Math.min(job.length(), room),
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

  /** A forecast's error may take it below zero, where nothing is. */
  private static double[] costs(double[] read, int from, int to) {
    double[] costs = Arrays.copyOfRange(read, from, to);
    Arrays.setAll(costs, slot -> Math.max(0, costs[slot]));
    return costs;
  }
}
