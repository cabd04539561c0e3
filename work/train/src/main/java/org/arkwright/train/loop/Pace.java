package org.arkwright.train.loop;

/**
 * How many steps fit into a time, estimated anew before each step from those that were measured.
 * The first step allocates memory and is slower, so it counts only until there is a second. All
 * times are seconds since the run began, over all its attempts. Not thread-safe.
 */
final class Pace {
  /** The part of the time that is kept for writing the model, but no more than these seconds. */
  private static final double CLOSING_SHARE = 0.05;

  private static final double CLOSING_SECONDS = 2;

  private final double limitSeconds;
  private final double begun;
  private double firstEnd;
  private double lastEnd;
  private long steps;

  /**
   * Begins the first step of this attempt.
   *
   * @param limitSeconds the time that the run may take
   */
  Pace(double limitSeconds, double now) {
    this.limitSeconds = limitSeconds;
    this.begun = now;
  }

  /** Takes the end of a step, with everything that was done between it and the one before. */
  void ended(double now) {
    firstEnd = steps == 0 ? now : firstEnd;
    lastEnd = now;
    steps++;
  }

  /**
   * Returns the total number of steps at which the run would end in time; at least one more than
   * were done, and 0 before any was measured.
   *
   * @param done the steps done, over all attempts
   * @param validation how many steps' time the last validation takes
   */
  long planned(long done, double now, double validation) {
    if (steps == 0) {
      return 0;
    }
    double stepSeconds = steps == 1 ? firstEnd - begun : (lastEnd - firstEnd) / (steps - 1);
    double closing = Math.min(CLOSING_SECONDS, limitSeconds * CLOSING_SHARE);
    double left = (limitSeconds - closing - now) / Math.max(1e-9, stepSeconds) - validation;
    return done + Math.max(1, Math.round(left));
  }
}
