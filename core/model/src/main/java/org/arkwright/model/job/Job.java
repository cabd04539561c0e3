package org.arkwright.model.job;

import java.util.Optional;
import org.arkwright.model.id.JobId;

/**
 * A gang of ranks that runs to an end.
 *
 * @param attempts how many attempts were started
 * @param failures how many of them count against the restart policy
 * @param outlook absent while nothing is known, and in jobs from before it was kept
 */
public record Job(
    JobId id,
    JobSpec spec,
    String submittedBy,
    long submittedAtNanos,
    JobState state,
    int attempts,
    int failures,
    Optional<Outlook> outlook) {

  /**
   * What orders a job beside its spec.
   *
   * @param servedNanos how long its ended attempts held their places, in all
   * @param forecast how long it was expected to run when it was submitted
   */
  public record Outlook(long servedNanos, Forecast forecast) {
    private static final Outlook NONE = new Outlook(0, Forecast.NONE);
  }

  /** With what orders it given in full. */
  public Job(
      JobId id,
      JobSpec spec,
      String submittedBy,
      long submittedAtNanos,
      JobState state,
      int attempts,
      int failures,
      long servedNanos,
      Forecast forecast) {
    this(
        id,
        spec,
        submittedBy,
        submittedAtNanos,
        state,
        attempts,
        failures,
        Optional.of(new Outlook(servedNanos, forecast)).filter(told -> !told.equals(Outlook.NONE)));
  }

  /** How long its ended attempts held their places, in all. */
  public long servedNanos() {
    return outlook.orElse(Outlook.NONE).servedNanos;
  }

  /** How long it was expected to run when it was submitted. */
  public Forecast forecast() {
    return outlook.orElse(Outlook.NONE).forecast;
  }

  public Job withState(JobState next) {
    return new Job(id, spec, submittedBy, submittedAtNanos, next, attempts, failures, outlook);
  }

  public Job withForecast(Forecast made) {
    return new Job(
        id, spec, submittedBy, submittedAtNanos, state, attempts, failures, servedNanos(), made);
  }

  /** How long all its attempts have held their places by then. */
  public long attainedNanos(long nowNanos) {
    return servedNanos()
        + state
            .liveAttempt()
            .map(attempt -> Math.max(0, nowNanos - attempt.startedAtNanos()))
            .orElse(0L);
  }
}
