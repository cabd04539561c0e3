package org.arkwright.twin.report;

import java.util.Arrays;

/** Sums up the jobs of one group while a run goes on. */
final class GroupTally {
  static final double THOUSANDTH_HOURS = 1000 * 3.6e12;

  private long[] waits = new long[16];
  private int succeeded;
  private long jobs;
  private double heldNanos;
  private double lostNanos;

  void submitted() {
    jobs++;
  }

  void succeeded(long waitedNanos) {
    if (succeeded == waits.length) {
      waits = Arrays.copyOf(waits, 2 * succeeded);
    }
    waits[succeeded++] = waitedNanos;
  }

  /** Both times are multiplied by thousandths of devices. */
  void released(double held, double lost) {
    heldNanos += held;
    lostNanos += lost;
  }

  GroupFigures figures(String name) {
    return new GroupFigures(
        name,
        jobs,
        succeeded,
        Quantiles.of(waits, succeeded),
        heldNanos / THOUSANDTH_HOURS,
        lostNanos / THOUSANDTH_HOURS);
  }
}
