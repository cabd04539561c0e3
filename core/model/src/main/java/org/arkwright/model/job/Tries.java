package org.arkwright.model.job;

/**
 * What became of a job's ended attempts, as far as it decides whether there is another.
 *
 * @param failures attempts that failed by the job's own doing since it last made progress
 * @param losses attempts that the platform lost while they may have run, or could not start
 * @param neverRan the latest attempts in a row that ended before anything of them ran
 * @param checkpointed whether an attempt left a checkpoint from which the next can resume
 */
public record Tries(int failures, int losses, int neverRan, boolean checkpointed) {
  /** Those of a job that has not been tried, shared by most. */
  public static final Tries NONE = new Tries(0, 0, 0, false);

  /** How an ended attempt is counted. */
  public enum Count {
    /** Not at all: the scheduler stopped it, or its job is over. */
    NOTHING,
    /** As a failure of the job. */
    FAILURE,
    /** As a loss of the platform. */
    LOSS,
    /** As one of which nothing ran. */
    NEVER_RAN
  }

  /**
   * The tries after another attempt.
   *
   * @param progressed whether it left a newer checkpoint, which forgives earlier failures
   */
  public Tries after(Count count, boolean progressed) {
    int forgiven = progressed ? 0 : failures;
    return switch (count) {
      case NOTHING -> new Tries(forgiven, losses, 0, checkpointed || progressed);
      case FAILURE -> new Tries(forgiven + 1, losses, 0, checkpointed || progressed);
      case LOSS -> new Tries(forgiven, losses + 1, 0, checkpointed || progressed);
      case NEVER_RAN -> new Tries(failures, losses, neverRan + 1, checkpointed);
    };
  }
}
