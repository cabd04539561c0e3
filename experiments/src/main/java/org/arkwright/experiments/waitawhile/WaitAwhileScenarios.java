package org.arkwright.experiments.waitawhile;

import java.util.List;
import org.arkwright.experiments.waitawhile.ProjectJob.Deadline;
import org.arkwright.scheduler.energy.SlotChoice;

/** The paper's two scenarios on one grid, with the emissions saved by waiting. */
final class WaitAwhileScenarios {
  private static final int SEEDS = 10;
  private static final int NIGHTS = 365;

  private final CarbonGrid grid;
  private final List<ProjectJob> jobs;
  private final double baseline;

  WaitAwhileScenarios(CarbonGrid grid) {
    this.grid = grid;
    jobs = ProjectJob.all();
    baseline = emissions(SlotPolicy.PAPER_WHOLE, grid.slots(), Deadline.AT_ONCE, 0);
  }

  /** The tonnes of CO2 of the project's jobs without waiting, at the paper's power per job. */
  double baselineTonnes() {
    return baseline * 2036.6 / 1000 * CarbonGrid.SLOT_MINUTES / 60 / 1e6;
  }

  /**
   * Scenario II: the share of the emissions saved by waiting.
   *
   * @param error of the forecasts, relative to the mean
   * @param restart slots that each resumption costs
   */
  double projectSaving(SlotPolicy policy, Deadline deadline, double error, int restart) {
    return 1
        - overSeeds(error, policy, read -> emissions(policy, read, deadline, restart)) / baseline;
  }

  private double emissions(SlotPolicy policy, double[] read, Deadline deadline, int restart) {
    double sum = 0;
    for (ProjectJob job : jobs) {
      int end = job.end(deadline, grid.slots().length);
      sum += policy.emissions(read, grid.slots(), job, end, restart);
    }
    return sum;
  }

  /**
   * Scenario I: the savings of running each nightly job, planned for 01:00, in the best nearby
   * slot.
   *
   * @param reach slots to either side
   */
  double nightlySaving(SlotPolicy policy, int reach, double error) {
    double unshifted = nightly(grid.slots(), 0);
    return 1 - overSeeds(error, policy, read -> nightly(read, reach)) / unshifted;
  }

  private double nightly(double[] read, int reach) {
    double sum = 0;
    for (int night = 0; night < NIGHTS; night++) {
      int planned = night * 48 + 2;
      if (planned >= reach) {
        int slot = SlotChoice.contiguous(read, planned - reach, planned + reach + 1, 1);
        sum += grid.slots()[slot];
      }
    }
    // The paper skips nights whose window begins before the series, but counts them.
    return sum / NIGHTS;
  }

  @FunctionalInterface
  private interface Emissions {
    double of(double[] read);
  }

  private double overSeeds(double error, SlotPolicy policy, Emissions emissions) {
    int seeds = error == 0 ? 1 : SEEDS;
    double sum = 0;
    for (int seed = 0; seed < seeds; seed++) {
      double[] forecast = grid.forecast(error, seed);
      sum += emissions.of(policy.reads(forecast, error * grid.mean()));
    }
    return sum / seeds;
  }
}
