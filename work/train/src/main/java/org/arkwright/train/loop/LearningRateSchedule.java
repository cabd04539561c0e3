package org.arkwright.train.loop;

/**
 * The learning rate schedule: linear warm-up, then cosine decay to a tenth (Loshchilov and Hutter,
 * arXiv:1608.03983, without restarts).
 *
 * @param warmUp the number of warm-up steps
 */
public record LearningRateSchedule(double peak, int warmUp) {
  private static final double FLOOR = 0.1;

  /**
   * Returns the learning rate of a step.
   *
   * @param step the step, from zero
   * @param planned the total number of steps; 0 while undecided, which is at the start only
   */
  public double rate(long step, long planned) {
    long warmUpSteps = planned == 0 ? warmUp : Math.min(warmUp, planned / 5);
    if (step < warmUpSteps) {
      return peak * (step + 1) / warmUpSteps;
    }
    if (planned == 0) {
      return peak;
    }
    double progress = (double) (step - warmUpSteps) / Math.max(1, planned - warmUpSteps);
    return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
  }
}
