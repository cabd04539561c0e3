package org.arkwright.model.job;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.JobId;

/**
 * A job: a gang of ranks that runs to completion.
 *
 * @param attempts number of attempts started
 * @param tries what became of those that ended
 * @param outlook absent while nothing is known, and in jobs stored before it was introduced
 * @param declines the sites that did not take it when it was offered last, by name
 */
public record Job(
    JobId id,
    JobSpec spec,
    String submittedBy,
    long submittedAtNanos,
    JobState state,
    int attempts,
    Tries tries,
    Optional<Outlook> outlook,
    List<SiteDecline> declines) {
  public Job {
    declines = List.copyOf(declines);
  }

  /**
   * The properties besides the spec that the order of jobs depends on.
   *
   * @param servedNanos total time its ended attempts held their allocations, until their last rank
   *     ended
   * @param forecast how long it was expected to run when it was submitted
   */
  public record Outlook(long servedNanos, Forecast forecast) {
    private static final Outlook NONE = new Outlook(0, Forecast.NONE);
  }

  /** Creates a job from the parts of its outlook. */
  public Job(
      JobId id,
      JobSpec spec,
      String submittedBy,
      long submittedAtNanos,
      JobState state,
      int attempts,
      Tries tries,
      long servedNanos,
      Forecast forecast) {
    this(
        id,
        spec,
        submittedBy,
        submittedAtNanos,
        state,
        attempts,
        tries,
        servedNanos,
        forecast,
        List.of());
  }

  /** Creates a job from the parts of its outlook, declined by the given sites. */
  public Job(
      JobId id,
      JobSpec spec,
      String submittedBy,
      long submittedAtNanos,
      JobState state,
      int attempts,
      Tries tries,
      long servedNanos,
      Forecast forecast,
      List<SiteDecline> declines) {
    this(
        id,
        spec,
        submittedBy,
        submittedAtNanos,
        state,
        attempts,
        tries,
        Optional.of(new Outlook(servedNanos, forecast))
            .filter(known -> !known.equals(Outlook.NONE)),
        declines);
  }

  /** The number of attempts that count against its restart policy. */
  public int failures() {
    return tries.failures();
  }

  /**
   * Whether a job of equal priority may take its place: its owner said that it can resume, or it
   * left a checkpoint.
   */
  public boolean yieldsToEquals() {
    return spec.scheduling().yieldsToEquals()
        || (spec.scheduling().preemptible() && tries.checkpointed());
  }

  /** The total time its ended attempts held their allocations. */
  public long servedNanos() {
    return outlook.orElse(Outlook.NONE).servedNanos;
  }

  /** The expected run time at submission. */
  public Forecast forecast() {
    return outlook.orElse(Outlook.NONE).forecast;
  }

  public Job withState(JobState next) {
    return new Job(
        id, spec, submittedBy, submittedAtNanos, next, attempts, tries, outlook, declines);
  }

  /** Returns this job in its next state, declined by these sites only. */
  public Job withState(JobState next, List<SiteDecline> known) {
    return new Job(id, spec, submittedBy, submittedAtNanos, next, attempts, tries, outlook, known);
  }

  /** Why the site is not to be offered the job now; empty when it may be. */
  public Optional<SiteDecline> declinedBy(String site, long nowNanos) {
    return declines.stream()
        .filter(decline -> decline.site().equals(site) && decline.retryAtNanos() > nowNanos)
        .findFirst();
  }

  public Job withForecast(Forecast forecast) {
    return new Job(
        id, spec, submittedBy, submittedAtNanos, state, attempts, tries, servedNanos(), forecast);
  }

  /** The total time all its attempts have held their allocations by the given time. */
  public long attainedNanos(long nowNanos) {
    return servedNanos()
        + state.liveAttempt().map(attempt -> attempt.heldNanos(nowNanos)).orElse(0L);
  }
}
