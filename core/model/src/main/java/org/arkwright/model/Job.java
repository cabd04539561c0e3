package org.arkwright.model;

/**
 * A job and what became of it.
 *
 * @param attempts how many attempts were started
 * @param failures how many of them count against the restart policy
 * @param servedNanos how long its ended attempts held their places, in all
 * @param forecast how long it was expected to run when it was submitted
 */
public record Job(
    JobId id,
    JobSpec spec,
    String submittedBy,
    long submittedAtNanos,
    JobState state,
    int attempts,
    int failures,
    long servedNanos,
    Forecast forecast) {

  public Job withState(JobState next) {
    return new Job(
        id, spec, submittedBy, submittedAtNanos, next, attempts, failures, servedNanos, forecast);
  }

  public Job withForecast(Forecast made) {
    return new Job(
        id, spec, submittedBy, submittedAtNanos, state, attempts, failures, servedNanos, made);
  }

  /** How long all its attempts have held their places by then. */
  public long attainedNanos(long nowNanos) {
    return servedNanos
        + state
            .liveAttempt()
            .map(attempt -> Math.max(0, nowNanos - attempt.startedAtNanos()))
            .orElse(0L);
  }
}
