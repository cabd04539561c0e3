package org.arkwright.model;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;

/** A request to change the system. The kernel answers with events or with a refusal. */
public sealed interface Command
    permits Command.Observation,
        Command.SubmitJob,
        Command.CancelJob,
        Command.SetQuota,
        Command.SetEnergySeries,
        Command.StartServer,
        Command.ApplyPlan,
        Command.Tick,
        UsageCommand,
        ArtifactCommand,
        DeploymentCommand,
        PipelineCommand,
        KeyCommand,
        NodeCommand {
  /**
   * A report of what an engine saw. It may be repeated, late or out of order, and is never refused.
   */
  sealed interface Observation extends Command {}

  /**
   * Submits a job under a new id. A request with the idempotency key of an accepted one changes
   * nothing and answers with the job accepted then.
   */
  record SubmitJob(JobId job, JobSpec spec) implements Command {}

  /**
   * Stops a job for good, whatever else it is stopping for. Refused when no live job has that id: a
   * finished job stays as it is.
   *
   * @param why the reason, if its author has to give one; follows the author's name
   */
  record CancelJob(JobId job, Optional<String> why) implements Command {
    public CancelJob(JobId job) {
      this(job, Optional.empty());
    }
  }

  record SetQuota(Quota quota) implements Command {}

  /** Sets what energy costs or emits from now on. */
  record SetEnergySeries(EnergySeries series) implements Command {}

  /**
   * Records that a control plane starts on this journal, in the given home, machine and boot.
   *
   * @param copyOf as {@link Event.ServerStarted#copyOf}
   * @param epochMin the least number that the start may get; 0 for the next one
   */
  record StartServer(String home, String host, String boot, Optional<String> copyOf, long epochMin)
      implements Command {
    public StartServer(String home, String host, String boot) {
      this(home, host, boot, Optional.empty(), 0);
    }
  }

  /** A node's worker registered, for the first time or with changed resources. */
  record ReportNode(NodeSpec node) implements Observation {}

  /**
   * A node's lease has ended: its worker has fenced its ranks, or died with them.
   *
   * @param neverSent attempts placed there whose launch certainly never reached the worker
   */
  record LoseNode(NodeId node, SortedSet<AttemptId> neverSent) implements Observation {
    public LoseNode {
      neverSent = Collections.unmodifiableSortedSet(new TreeSet<>(neverSent));
    }

    /** Loses a node of which nothing else is known. */
    public LoseNode(NodeId node) {
      this(node, Collections.emptySortedSet());
    }
  }

  /**
   * A worker has ended, been fenced, or died with its ranks; its node may have others. What its
   * ranks of the attempts were doing is over, but not that of other ranks there, and the node takes
   * work as before.
   *
   * @param node where the worker was
   * @param attempts those that it had, or was ordered to have
   * @param neverSent those among them whose launch certainly never reached it
   */
  record LoseWorker(
      WorkerId worker, NodeId node, SortedSet<AttemptId> attempts, SortedSet<AttemptId> neverSent)
      implements Observation {
    public LoseWorker {
      attempts = Collections.unmodifiableSortedSet(new TreeSet<>(attempts));
      neverSent = Collections.unmodifiableSortedSet(new TreeSet<>(neverSent));
    }
  }

  /**
   * A site that places by itself has the attempt in its queue. To be reported again when what it
   * says changes; small changes of the expected start are left out.
   *
   * @param reason as {@link SiteWait#reason}
   * @param expectedStartNanos as {@link SiteWait#expectedStartNanos}
   */
  record ReportAttemptWaiting(AttemptId attempt, String reason, Optional<Long> expectedStartNanos)
      implements Observation {}

  /**
   * A site that places by itself has placed the attempt; said by the worker that sees its devices,
   * before any rank starts, and after {@link ReportNode} of its nodes.
   */
  record ReportAttemptPlaced(AttemptId attempt, Allocation allocation) implements Observation {}

  /**
   * A site does not take the attempt for the time being, or has given it up before it was placed,
   * also because it was to stop. Nothing of it runs there, nor ever will.
   *
   * @param reason in the site's own words
   * @param retryAfter for how long its gang is not to be offered to the site again
   */
  record ReportAttemptDeclined(AttemptId attempt, String reason, Duration retryAfter)
      implements Observation {}

  /**
   * A site's own inventory says that a node drains, or no longer does.
   *
   * @param reason why it drains; empty when it does not
   */
  record ReportNodeDrain(NodeId node, Optional<String> reason) implements Observation {}

  /** A rank has a process; {@link Event.RankStarted} says what that does not guarantee. */
  record ReportRankStarted(AttemptId attempt, int rank, long pid) implements Observation {}

  /**
   * A rank's process has ended. Repeated reports change nothing.
   *
   * @param outputs what the node stored of the attempt, sent with the node's last rank; empty when
   *     there is nothing
   * @param gang the outputs put together with what other nodes had stored before; empty where the
   *     attempt has one node
   * @param usage what the rank used; empty where nothing was measured
   * @param endedAgoNanos for how long it has been gone when its node sends this report, which may
   *     be long after its end: an age, because clocks differ; empty where nobody knows
   */
  record ReportRankEnded(
      AttemptId attempt,
      int rank,
      RankExit exit,
      Optional<StoredOutputs> outputs,
      Optional<GangOutputs> gang,
      Optional<RankUsage> usage,
      Optional<Long> endedAgoNanos)
      implements Observation {
    public ReportRankEnded(
        AttemptId attempt,
        int rank,
        RankExit exit,
        Optional<StoredOutputs> outputs,
        Optional<RankUsage> usage) {
      this(attempt, rank, exit, outputs, Optional.empty(), usage, Optional.empty());
    }

    public ReportRankEnded(AttemptId attempt, int rank, RankExit exit) {
      this(attempt, rank, exit, Optional.empty(), Optional.empty());
    }

    /** The same report, sent when the rank has been gone for that long. */
    public ReportRankEnded endedAgo(long nanos) {
      return new ReportRankEnded(attempt, rank, exit, outputs, gang, usage, Optional.of(nanos));
    }

    /** The same report, as a node gives it: it does not know what the others have stored. */
    public ReportRankEnded ofOneNode() {
      return new ReportRankEnded(
          attempt, rank, exit, outputs, Optional.empty(), usage, endedAgoNanos);
    }

    /** The same report, with the outputs of the gang put together. */
    public ReportRankEnded with(GangOutputs together) {
      return new ReportRankEnded(
          attempt, rank, exit, outputs, Optional.of(together), usage, endedAgoNanos);
    }

    /** The same report of a rank whose node's outputs cannot be kept. */
    public ReportRankEnded withoutOutputs(RankExit instead) {
      return new ReportRankEnded(
          attempt, rank, instead, Optional.empty(), Optional.empty(), usage, endedAgoNanos);
    }
  }

  /** Carries out a plan, skipping entries that no longer apply. */
  record ApplyPlan(Plan plan) implements Command {}

  /** Lets time pass: whatever is due (timeouts) ends. */
  record Tick() implements Command {}
}
