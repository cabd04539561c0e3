package org.arkwright.train.loop;

/**
 * How many steps fit into a time, estimated anew before each step from those that were measured.
 * The last one may be a part of a step, of fewer sequences, as steps can take long. The first step
 * allocates memory and is slower, so it counts only until there is a second. All times are seconds
 * since the run began, over all its attempts. Not thread-safe.
 */
final class Pace {
  /** The part of the time that is kept for writing the model, but no more than these seconds. */
  private static final double CLOSING_SHARE = 0.05;

  private static final double CLOSING_SECONDS = 2;

  /** The least part of a step that is worth taking. */
  private static final double SHARE_MIN = 0.1;

  private final double limitSeconds;
  private final double begun;
  private double firstEnd;
  private double lastEnd;
  private double firstWork;
  private double work;

  /**
   * What fits.
   *
   * @param steps the total number of steps, over all attempts; 0 before any was measured
   * @param share the part of a step that the coming one should be, to 1
   * @param shareAfter the part that the one after that should be, to 1
   */
  record Plan(long steps, double share, double shareAfter) {
    /** What is done while nothing is known. */
    static final Plan UNKNOWN = new Plan(0, 1, 1);
  }

  /**
   * Begins the first step of this attempt.
   *
   * @param limitSeconds the time that the run may take
   */
  Pace(double limitSeconds, double now) {
    this.limitSeconds = limitSeconds;
    this.begun = now;
  }

  /**
   * Takes the end of a step, with everything that was done between it and the one before.
   *
   * @param share the part of a step that it was
   */
  void ended(double now, double share) {
    if (work == 0) {
      firstEnd = now;
      firstWork = share;
    }
    lastEnd = now;
    work += share;
  }

  /**
   * Returns how the run would end in time, with at least one more step than were done.
   *
   * @param done the steps done, over all attempts
   * @param validation how many steps' time the last validation takes
   */
  Plan plan(long done, double now, double validation) {
    if (work == 0) {
      return Plan.UNKNOWN;
    }
    double left = left(now, validation);
    double whole = Math.floor(left);
    boolean more = left - whole >= SHARE_MIN;
    long steps = done + Math.max(1, (long) whole + (more ? 1 : 0));
    double last = more ? left - whole : 1;
    if (steps == done + 1) {
      return new Plan(steps, Math.clamp(left, SHARE_MIN, 1), 1);
    }
    return new Plan(steps, 1, steps == done + 2 ? last : 1);
  }

  /** Whether another part of a step fits, as the last ones took less than was planned. */
  boolean hasRoom(double now, double validation) {
    return work > 0 && left(now, validation) >= SHARE_MIN;
  }

  /** The steps that fit into the time that is left. */
  private double left(double now, double validation) {
    double stepSeconds =
        work > firstWork
            ? (lastEnd - firstEnd) / (work - firstWork)
            : (firstEnd - begun) / firstWork;
    double closing = Math.min(CLOSING_SECONDS, limitSeconds * CLOSING_SHARE);
    return (limitSeconds - closing - now) / Math.max(1e-9, stepSeconds) - validation;
  }
}
