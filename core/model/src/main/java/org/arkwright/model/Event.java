package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;

/**
 * Something that happened. State is a fold over events, and the journal holds nothing else. How it
 * stores them is decided by the stored form, not by these records.
 */
public sealed interface Event
    permits Event.OfJob,
        Event.OfSite,
        UsageEvent,
        ArtifactEvent,
        DeploymentEvent,
        PipelineEvent,
        KeyEvent,
        Event.RequestKept {
  /** The time of the event, in nanoseconds since the Unix epoch. */
  long atNanos();

  /** The job it concerns; empty when it concerns none. */
  default Optional<JobId> subject() {
    return this instanceof OfJob ofJob ? Optional.of(ofJob.job()) : Optional.empty();
  }

  /** Whether it is the last event of its job. */
  default boolean endsJob() {
    return this instanceof JobSucceeded
        || this instanceof JobFailed
        || this instanceof JobCancelled;
  }

  /**
   * A request with an idempotency key was carried out; the events before, if any, are what it did.
   * Those that submit have the key themselves instead.
   */
  record RequestKept(IdempotencyKey key, String by, long atNanos) implements Event {}

  /** An event of one job. */
  sealed interface OfJob extends Event {
    JobId job();
  }

  /** An event of one attempt of a job. */
  sealed interface OfAttempt extends OfJob {
    AttemptId attempt();

    @Override
    default JobId job() {
      return attempt().job();
    }
  }

  /** A change to the site's resources, or to who may use them. */
  sealed interface OfSite extends Event
      permits QuotaSet, NodeJoined, NodeLost, EnergySeriesSet, ServerStarted, NodeEvent {}

  /** → Queued. */
  record JobSubmitted(
      JobId job, JobSpec spec, String by, Optional<IdempotencyKey> idempotencyKey, long atNanos)
      implements OfJob {}

  /**
   * Queued → Starting; quota is held from here on, and the allocation of an exact placement. An
   * attempt that its site places waits there until {@link AttemptPlaced}.
   */
  record AttemptStarted(AttemptId attempt, Placement placement, long atNanos) implements OfAttempt {
    /** An attempt that starts on the given nodes. */
    public AttemptStarted(AttemptId attempt, Allocation allocation, long atNanos) {
      this(attempt, new Placement.Exact(allocation), atNanos);
    }
  }

  /** The site said why the attempt waits there, or when it expects to start it. */
  record AttemptWaiting(AttemptId attempt, String site, SiteWait told, long atNanos)
      implements OfAttempt {}

  /** The site has placed the attempt, which holds the allocation from here on. */
  record AttemptPlaced(AttemptId attempt, Allocation allocation, long atNanos)
      implements OfAttempt {}

  /**
   * Starting → Queued: the site did not take the attempt, or gave it up before it was placed.
   * Nothing of it ran, and it counts for nothing.
   */
  record AttemptDeclined(AttemptId attempt, SiteDecline decline, long atNanos)
      implements OfAttempt {}

  /**
   * The rank has a process. Its command may still never run: the process first checks whether the
   * worker that started it has been replaced, and if so is reported as lost.
   */
  record RankStarted(AttemptId attempt, int rank, long pid, long atNanos) implements OfAttempt {}

  /** Starting → Running: the last rank has started. */
  record AttemptRunning(AttemptId attempt, long atNanos) implements OfAttempt {}

  /**
   * The rank's processes are gone.
   *
   * @param usage what they used; empty where nothing was measured
   * @param endedNanos when they were gone as their node saw it, from the attempt's start to {@code
   *     atNanos}, when the control plane learnt it; empty where the node did not tell
   */
  record RankEnded(
      AttemptId attempt,
      int rank,
      RankExit exit,
      Optional<RankUsage> usage,
      Optional<Long> endedNanos,
      long atNanos)
      implements OfAttempt {
    public RankEnded(
        AttemptId attempt, int rank, RankExit exit, Optional<RankUsage> usage, long atNanos) {
      this(attempt, rank, exit, usage, Optional.empty(), atNanos);
    }

    public RankEnded(AttemptId attempt, int rank, RankExit exit, long atNanos) {
      this(attempt, rank, exit, Optional.empty(), atNanos);
    }

    /** When its processes were gone, as far as it is known. */
    public long goneNanos() {
      return endedNanos.orElse(atNanos);
    }
  }

  /**
   * The last rank on a node has ended and left outputs, while ranks on other nodes run.
   *
   * @param part what the node stored
   * @param together the union of it and of what other nodes had stored
   */
  record NodeOutputsStored(
      AttemptId attempt, NodeId node, StoredOutputs part, StoredOutputs together, long atNanos)
      implements OfAttempt {}

  /** Starting or Running → Stopping; or a cancellation replaces an earlier cause. */
  record AttemptStopping(AttemptId attempt, StopCause cause, long atNanos) implements OfAttempt {}

  /**
   * Starting, Running or Stopping → Queued: the last rank has ended and not all succeeded; the
   * allocation is free again.
   *
   * @param count how it counts for what becomes of later attempts
   * @param progressed whether the attempt left a newer checkpoint than the one before
   */
  record JobRequeued(
      AttemptId attempt,
      StopCause cause,
      Tries.Count count,
      boolean progressed,
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

  /** The price or carbon intensity of energy from now on. */
  record EnergySeriesSet(EnergySeries series, long atNanos) implements OfSite {}

  /**
   * The control plane started on this journal.
   *
   * @param home the permanent name of the home folder; a copy of the folder gets another
   * @param host the machine's own id
   * @param boot that machine's boot id
   * @param epoch number of this start on the journal, from 1; grows, and may skip numbers that
   *     workers have seen and the journal has lost
   * @param copyOf the home of the journal's earlier starts, when this one is a copy of it: whatever
   *     was unfinished belongs to that home, and ends here with this start
   */
  record ServerStarted(
      String home, String host, String boot, long epoch, Optional<String> copyOf, long atNanos)
      implements OfSite {
    public ServerStarted(String home, String host, String boot, long epoch, long atNanos) {
      this(home, host, boot, epoch, Optional.empty(), atNanos);
    }
  }
}
