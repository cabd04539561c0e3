package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;

/** A wish to change the system. The kernel answers with events or a refusal. */
public sealed interface Command
    permits Command.Observation,
        Command.SubmitJob,
        Command.CancelJob,
        Command.SetQuota,
        Command.SetSignal,
        Command.StartServer,
        Command.ApplyPlan,
        Command.Tick,
        UsageCommand,
        ArtifactCommand,
        DeploymentCommand,
        KeyCommand {
  /**
   * What an engine saw. An observation may be repeated, late or out of order; it is never refused.
   */
  sealed interface Observation extends Command {}

  /**
   * Accept a job. The id is new. A command with the idempotency key of an accepted one changes
   * nothing and answers with the job of that time.
   */
  record SubmitJob(JobId job, JobSpec spec, String by, Optional<String> idempotencyKey)
      implements Command {}

  /**
   * Stop a job for good, whatever else it is stopping for. Refused when no live job has that id: a
   * final one is left as it is.
   */
  record CancelJob(JobId job, String by) implements Command {}

  record SetQuota(Quota quota) implements Command {}

  /** From now on, that is what energy costs or emits. */
  record SetSignal(EnergySeries signal) implements Command {}

  /** A control plane starts on this journal, in that home, on that machine in that boot of it. */
  record StartServer(String home, String host, String boot) implements Command {}

  /** A node's worker reported in, for the first time or with another offer. */
  record ReportNode(NodeSpec node) implements Observation {}

  /** A node's lease has ended: its worker has fenced its ranks, or died with them. */
  record LoseNode(NodeId node) implements Observation {}

  /** A rank has a process; {@link Event.RankStarted} says what that does not promise. */
  record ReportRankStarted(AttemptId attempt, int rank, long pid) implements Observation {}

  /**
   * A rank's process has ended. Repeated reports change nothing.
   *
   * @param outputs what the attempt left in the store, from the node's last rank on; empty when it
   *     left nothing
   * @param usage what the rank used; empty where nobody counted
   */
  record ReportRankEnded(
      AttemptId attempt,
      int rank,
      RankExit exit,
      Optional<StoredOutputs> outputs,
      Optional<RankUsage> usage)
      implements Observation {
    public ReportRankEnded(AttemptId attempt, int rank, RankExit exit) {
      this(attempt, rank, exit, Optional.empty(), Optional.empty());
    }
  }

  /** Carry out a plan; lines that no longer hold are left out. */
  record ApplyPlan(Plan plan) implements Command {}

  /** Time has passed: end what is due (timeouts). */
  record Tick() implements Command {}
}
