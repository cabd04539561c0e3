package org.arkwright.train.loop;

/**
 * The learning rate: it rises evenly, then falls along a half cosine to a tenth (Loshchilov and
 * Hutter, arXiv:1608.03983, without restarts).
 *
 * @param warmUp steps of rising
 */
record LearningRateSchedule(double peak, int warmUp) {
  private static final double FLOOR = 0.1;

  /**
   * The rate of a step.
   *
   * @param step from zero
   * @param planned steps in all; 0 while nobody knows, which is at the start only
   */
  double rate(long step, long planned) {
    long rising = planned == 0 ? warmUp : Math.min(warmUp, planned / 5);
    if (step < rising) {
      return peak * (step + 1) / rising;
    }
    if (planned == 0) {
      return peak;
    }
    double progress = (double) (step - rising) / Math.max(1, planned - rising);
    return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
  }
}
