package org.arkwright.model.job;

import java.util.Optional;

/**
 * Where a job stands: {@code Queued → Starting → Running → Succeeded | Failed | Cancelled}, with
 * {@code Stopping} between a live attempt and whatever its {@link StopCause} leads to (shown as
 * "Preempting" when the cause is a preemption).
 */
public sealed interface JobState {
  /**
   * Waits for a place.
   *
   * @param notBeforeNanos end of the restart backoff; not after now when there is none
   * @param previous why the attempt before this wait ended; empty before the first
   */
  record Queued(long sinceNanos, long notBeforeNanos, Optional<StopCause> previous)
      implements JobState {}

  /** Has its allocation; not every rank is running yet. */
  record Starting(Attempt attempt) implements JobState {}

  /** Every rank has started; some may have ended well already. */
  record Running(Attempt attempt, long sinceNanos) implements JobState {}

  /** Its ranks were asked to stop; the allocation is held until the last one has ended. */
  record Stopping(Attempt attempt, StopCause cause, long sinceNanos) implements JobState {}

  record Succeeded(long atNanos) implements JobState {}

  record Failed(StopCause cause, long atNanos) implements JobState {}

  record Cancelled(String by, long atNanos) implements JobState {}

  /** Whether nothing will change any more. */
  default boolean isFinal() {
    return this instanceof Succeeded || this instanceof Failed || this instanceof Cancelled;
  }

  /** The attempt that holds an allocation; empty in the other states. */
  default Optional<Attempt> liveAttempt() {
    return switch (this) {
      case Starting(Attempt attempt) -> Optional.of(attempt);
      case Running(Attempt attempt, _) -> Optional.of(attempt);
      case Stopping(Attempt attempt, _, _) -> Optional.of(attempt);
      case Queued _, Succeeded _, Failed _, Cancelled _ -> Optional.empty();
    };
  }

  /** The word users see. */
  default String word() {
    return switch (this) {
      case Stopping(_, StopCause.Preempted _, _) -> "Preempting";
      case Queued _ -> "Queued";
      case Starting _ -> "Starting";
      case Running _ -> "Running";
      case Stopping _ -> "Stopping";
      case Succeeded _ -> "Succeeded";
      case Failed _ -> "Failed";
      case Cancelled _ -> "Cancelled";
    };
  }
}
