package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;

/**
 * Something that happened. State is a fold over events, and the journal keeps nothing else; how it
 * keeps them is the stored form's business, not that of these records.
 */
public sealed interface Event
    permits Event.OfJob, Event.OfSite, UsageEvent, ArtifactEvent, DeploymentEvent, KeyEvent {
  /** When, in nanoseconds since the Unix epoch. */
  long atNanos();

  /** The job that it happened to; empty when it did not happen to one. */
  default Optional<JobId> subject() {
    return this instanceof OfJob ofJob ? Optional.of(ofJob.job()) : Optional.empty();
  }

  /** Whether it is the last of its job. */
  default boolean endsJob() {
    return this instanceof JobSucceeded
        || this instanceof JobFailed
        || this instanceof JobCancelled;
  }

  /** Happened to one job. */
  sealed interface OfJob extends Event {
    JobId job();
  }

  /** Happened to a job in one of its attempts. */
  sealed interface OfAttempt extends OfJob {
    AttemptId attempt();

    @Override
    default JobId job() {
      return attempt().job();
    }
  }

  /** Changed what the site has to give, or to whom. */
  sealed interface OfSite extends Event {}

  /** → Queued. */
  record JobSubmitted(
      JobId job, JobSpec spec, String by, Optional<String> idempotencyKey, long atNanos)
      implements OfJob {}

  /** Queued → Starting; the allocation is held from here on. */
  record AttemptStarted(AttemptId attempt, Allocation allocation, long atNanos)
      implements OfAttempt {}

  /**
   * The rank has a process. Its command may still not run: the process looks first whether the
   * worker that started it has been replaced, and is then reported as lost.
   */
  record RankStarted(AttemptId attempt, int rank, long pid, long atNanos) implements OfAttempt {}

  /** Starting → Running: the last rank has started. */
  record AttemptRunning(AttemptId attempt, long atNanos) implements OfAttempt {}

  /**
   * The rank's processes are gone.
   *
   * @param usage what they used; empty where nobody counted
   */
  record RankEnded(
      AttemptId attempt, int rank, RankExit exit, Optional<RankUsage> usage, long atNanos)
      implements OfAttempt {
    public RankEnded(AttemptId attempt, int rank, RankExit exit, long atNanos) {
      this(attempt, rank, exit, Optional.empty(), atNanos);
    }
  }

  /** Starting or Running → Stopping; or a cancellation takes the place of an earlier cause. */
  record AttemptStopping(AttemptId attempt, StopCause cause, long atNanos) implements OfAttempt {}

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
      implements OfAttempt {}

  /** → Succeeded; the allocation is free again. */
  record JobSucceeded(JobId job, long atNanos) implements OfJob {}

  /** → Failed; the allocation is free again. */
  record JobFailed(JobId job, StopCause cause, long atNanos) implements OfJob {}

  /** → Cancelled; the allocation is free again. */
  record JobCancelled(JobId job, String by, long atNanos) implements OfJob {}

  record QuotaSet(Quota quota, long atNanos) implements OfSite {}

  record NodeJoined(NodeSpec node, long atNanos) implements OfSite {}

  record NodeLost(NodeId node, long atNanos) implements OfSite {}

  /** What energy costs or emits is known to be this from here on. */
  record SignalSet(EnergySeries signal, long atNanos) implements OfSite {}

  /**
   * The control plane started on this journal.
   *
   * @param home names the home folder for good; a copy of it gets another name
   * @param host the machine, by its own id
   * @param boot that machine's boot id
   * @param epoch counts the starts on this journal, from 1
   */
  record ServerStarted(String home, String host, String boot, long epoch, long atNanos)
      implements OfSite {}
}
