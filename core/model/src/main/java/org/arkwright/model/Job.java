package org.arkwright.model;

/**
 * A job and what became of it.
 *
 * @param attempts how many attempts were started
 * @param failures how many of them count against the restart policy
 */
public record Job(
    JobId id,
    JobSpec spec,
    String submittedBy,
    long submittedAtNanos,
    JobState state,
    int attempts,
    int failures) {

  public Job withState(JobState next) {
    return new Job(id, spec, submittedBy, submittedAtNanos, next, attempts, failures);
  }
}
