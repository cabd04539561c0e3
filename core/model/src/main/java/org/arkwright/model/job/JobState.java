package org.arkwright.model.job;

import java.util.Optional;

/**
 * The state of a job: {@code Queued → Starting → Running → Succeeded | Failed | Cancelled}, with
 * {@code Stopping} between a live attempt and whatever its {@link StopCause} leads to (shown as
 * "Preempting" when the cause is a preemption).
 */
public sealed interface JobState {
  /**
   * Waiting to be placed.
   *
   * @param notBeforeNanos end of the restart backoff; not in the future when there is none
   * @param previous why the previous attempt ended; empty before the first
   */
  record Queued(long sinceNanos, long notBeforeNanos, Optional<StopCause> previous)
      implements JobState {}

  /**
   * Has an attempt of which not every rank is running yet. One that still waits at its site is
   * queued for users, only elsewhere.
   */
  record Starting(Attempt attempt) implements JobState {}

  /** Every rank has started; some may have succeeded already. */
  record Running(Attempt attempt, long sinceNanos) implements JobState {}

  /** Its ranks were asked to stop; the allocation is held until the last one has ended. */
  record Stopping(Attempt attempt, StopCause cause, long sinceNanos) implements JobState {}

  record Succeeded(long atNanos) implements JobState {}

  record Failed(StopCause cause, long atNanos) implements JobState {}

  record Cancelled(String by, long atNanos) implements JobState {}

  /** Whether the state can no longer change. */
  default boolean isFinal() {
    return this instanceof Succeeded || this instanceof Failed || this instanceof Cancelled;
  }

  /** The attempt that waits at a site to be placed there; empty also once it is to stop. */
  default Optional<Attempt> waitingAtSite() {
    return this instanceof Starting(Attempt attempt) && attempt.waitsAtSite()
        ? Optional.of(attempt)
        : Optional.empty();
  }

  /** Whether the job waits to be placed, here or at its site: whether it is queued for users. */
  default boolean isWaiting() {
    return this instanceof Queued || waitingAtSite().isPresent();
  }

  /** The attempt that holds quota, and its allocation if it has one; empty in other states. */
  default Optional<Attempt> liveAttempt() {
    return switch (this) {
      case Starting(Attempt attempt) -> Optional.of(attempt);
      case Running(Attempt attempt, _) -> Optional.of(attempt);
      case Stopping(Attempt attempt, _, _) -> Optional.of(attempt);
      case Queued _, Succeeded _, Failed _, Cancelled _ -> Optional.empty();
    };
  }

  /** The state as users see it. */
  default String word() {
    return switch (this) {
      case Stopping(_, StopCause.Preempted _, _) -> "Preempting";
      case Queued _ -> "Queued";
      case Starting(Attempt attempt) when attempt.waitsAtSite() -> "Queued";
      case Starting _ -> "Starting";
      case Running _ -> "Running";
      case Stopping _ -> "Stopping";
      case Succeeded _ -> "Succeeded";
      case Failed _ -> "Failed";
      case Cancelled _ -> "Cancelled";
    };
  }
}
