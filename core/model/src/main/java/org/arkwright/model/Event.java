package org.arkwright.model;

import java.util.Optional;

/**
 * Something that happened. State is a fold over events, and the journal keeps nothing else, so a
 * record here may gain optional components but never lose or rename one.
 */
public sealed interface Event {
  /** When, in nanoseconds since the Unix epoch. */
  long atNanos();

  /** → Queued. */
  record JobSubmitted(
      JobId job, JobSpec spec, String by, Optional<String> idempotencyKey, long atNanos)
      implements Event {}

  /** Queued → Starting; the allocation is held from here on. */
  record AttemptStarted(AttemptId attempt, Allocation allocation, long atNanos) implements Event {}

  record RankStarted(AttemptId attempt, int rank, long pid, long atNanos) implements Event {}

  /** Starting → Running: the last rank has started. */
  record AttemptRunning(AttemptId attempt, long atNanos) implements Event {}

  record RankEnded(AttemptId attempt, int rank, RankExit exit, long atNanos) implements Event {}

  /** Starting or Running → Stopping; or a cancellation takes the place of an earlier cause. */
  record AttemptStopping(AttemptId attempt, StopCause cause, long atNanos) implements Event {}

  /**
   * Starting, Running or Stopping → Queued: the last rank has ended, not all well; the allocation
   * is free again.
   *
   * @param countsAsFailure whether it uses up one restart; a preemption does not
   */
  record JobRequeued(
      AttemptId attempt,
      StopCause cause,
      boolean countsAsFailure,
      long notBeforeNanos,
      long atNanos)
      implements Event {}

  /** → Succeeded; the allocation is free again. */
  record JobSucceeded(JobId job, long atNanos) implements Event {}

  /** → Failed; the allocation is free again. */
  record JobFailed(JobId job, StopCause cause, long atNanos) implements Event {}

  /** → Cancelled; the allocation is free again. */
  record JobCancelled(JobId job, String by, long atNanos) implements Event {}

  record QuotaSet(Quota quota, long atNanos) implements Event {}

  record NodeJoined(NodeSpec node, long atNanos) implements Event {}

  record NodeLost(NodeName node, long atNanos) implements Event {}
}
