package org.arkwright.stored;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;

/**
 * The stored form of an {@link Event}. The names of these records and of their components are in
 * every existing journal: change one only together with {@link EventForm#VERSION} and a {@link
 * Lift}.
 */
sealed interface StoredEvent {
  record JobSubmitted(
      JobId job,
      StoredJobSpec spec,
      String by,
      Optional<String> idempotencyKey,
      long atNanos,
      Optional<Digest> content)
      implements StoredEvent {}

  /**
   * The stored form of {@link Event.RequestKept}.
   *
   * @param content absent where what was asked for is not compared
   */
  record RequestKept(String key, Optional<Digest> content, String by, long atNanos)
      implements StoredEvent {}

  /**
   * The stored form of {@link Event.AttemptStarted}.
   *
   * @param allocation absent where the site places
   * @param site the site that places; absent where it does not
   */
  record AttemptStarted(
      AttemptId attempt, Optional<StoredAllocation> allocation, long atNanos, Optional<String> site)
      implements StoredEvent {}

  record AttemptWaiting(
      AttemptId attempt,
      String site,
      String reason,
      Optional<Long> expectedStartNanos,
      long atNanos)
      implements StoredEvent {}

  record AttemptPlaced(AttemptId attempt, StoredAllocation allocation, long atNanos)
      implements StoredEvent {}

  record AttemptDeclined(
      AttemptId attempt, String site, String reason, long retryAtNanos, long atNanos)
      implements StoredEvent {}

  record RankStarted(AttemptId attempt, int rank, long pid, long atNanos) implements StoredEvent {}

  record AttemptRunning(AttemptId attempt, long atNanos) implements StoredEvent {}

  /**
   * The stored form of {@link Event.RankEnded}.
   *
   * @param endedNanos absent where the node did not tell, as before it was told: {@code atNanos}
   */
  record RankEnded(
      AttemptId attempt,
      int rank,
      StoredExit exit,
      Optional<StoredRankUsage> usage,
      long atNanos,
      Optional<Long> endedNanos)
      implements StoredEvent {}

  record NodeOutputsStored(
      AttemptId attempt,
      String site,
      String node,
      StoredFileSet.Left part,
      StoredFileSet.Left together,
      long atNanos)
      implements StoredEvent {}

  record AttemptStopping(AttemptId attempt, StoredCause cause, long atNanos)
      implements StoredEvent {}

  /**
   * The stored form of {@link Event.JobRequeued}.
   *
   * @param count absent in what was stored before it existed: a failure or nothing
   * @param progressed absent where there was no newer checkpoint
   */
  record JobRequeued(
      AttemptId attempt,
      StoredCause cause,
      boolean countsAsFailure,
      long notBeforeNanos,
      long atNanos,
      Optional<Counted> count,
      Optional<Boolean> progressed)
      implements StoredEvent {}

  record JobSucceeded(JobId job, long atNanos) implements StoredEvent {}

  record JobFailed(JobId job, StoredCause cause, long atNanos) implements StoredEvent {}

  record JobCancelled(JobId job, String by, long atNanos) implements StoredEvent {}

  record QuotaSet(StoredQuota quota, long atNanos) implements StoredEvent {}

  record NodeJoined(StoredNode node, long atNanos) implements StoredEvent {}

  record NodeLost(String site, String node, long atNanos) implements StoredEvent {}

  /**
   * The stored form of {@link NodeEvent.NodeCordoned}.
   *
   * @param drain absent where the node's work may stay
   */
  record NodeCordoned(
      NodeId node,
      String reason,
      boolean bySite,
      long sinceNanos,
      Optional<Drain> drain,
      long atNanos)
      implements StoredEvent {}

  record NodeDrainDue(NodeId node, long atNanos) implements StoredEvent {}

  record NodeUncordoned(NodeId node, long atNanos) implements StoredEvent {}

  record NodeRemoved(NodeId node, long atNanos) implements StoredEvent {}

  record NodeExpected(
      NodeId node, String note, long sinceNanos, Optional<Long> arrivesNanos, long atNanos)
      implements StoredEvent {}

  record SignalSet(StoredSeries signal, long atNanos) implements StoredEvent {}

  record ServerStarted(
      String home, String host, String boot, long epoch, Optional<String> copyOf, long atNanos)
      implements StoredEvent {}

  record UsageRecorded(String source, long sequence, List<StoredUsage> records, long atNanos)
      implements StoredEvent {}

  record SiteSet(StoredSettings settings, long atNanos) implements StoredEvent {}

  record ArtifactRegistered(StoredVersion version) implements StoredEvent {}

  record ArtifactRemoved(
      ProjectName project, ArtifactName name, int version, String by, long atNanos)
      implements StoredEvent {}

  record DeploymentSet(StoredDeployment spec, long generation, String by, long atNanos)
      implements StoredEvent {}

  record ReplicasWanted(StoredDeployment.Name deployment, int count, String why, long atNanos)
      implements StoredEvent {}

  record DeploymentRemoved(StoredDeployment.Name deployment, String by, long atNanos)
      implements StoredEvent {}

  record PipelineSubmitted(
      PipelineId pipeline,
      StoredPipeline spec,
      String by,
      Optional<String> idempotencyKey,
      long atNanos)
      implements StoredEvent {}

  record StepReused(
      PipelineId pipeline, String step, SortedMap<String, ArtifactRef> outputs, long atNanos)
      implements StoredEvent {}

  record StepUnstartable(PipelineId pipeline, String step, String why, long atNanos)
      implements StoredEvent {}

  record PipelineStopping(PipelineId pipeline, String by, long atNanos) implements StoredEvent {}

  record PipelineEnded(PipelineId pipeline, StoredPipeline.Outcome outcome, long atNanos)
      implements StoredEvent {}

  record KeyCreated(StoredKey key, long atNanos) implements StoredEvent {}

  record KeyRevoked(ApiKeyId key, String by, long atNanos) implements StoredEvent {}

  /** The stored form of {@link Cordon.Drain}. */
  record Drain(Optional<Long> deadlineNanos, boolean over) {}

  /** The stored form of {@link Tries.Count}. */
  enum Counted {
    NOTHING,
    FAILURE,
    LOSS,
    NEVER_RAN;

    static Counted of(Tries.Count count) {
      return switch (count) {
        case NOTHING -> NOTHING;
        case FAILURE -> FAILURE;
        case LOSS -> LOSS;
        case NEVER_RAN -> NEVER_RAN;
      };
    }

    Tries.Count model() {
      return switch (this) {
        case NOTHING -> Tries.Count.NOTHING;
        case FAILURE -> Tries.Count.FAILURE;
        case LOSS -> Tries.Count.LOSS;
        case NEVER_RAN -> Tries.Count.NEVER_RAN;
      };
    }
  }

  private static Placement placement(Optional<StoredAllocation> allocation, Optional<String> site) {
    return allocation
        .<Placement>map(exact -> new Placement.Exact(exact.model()))
        .or(() -> site.map(Placement.BySite::new))
        .orElseThrow(() -> new IllegalArgumentException("it has neither allocation nor site"));
  }

  static StoredEvent of(Event event) {
    return switch (event) {
      case Event.OfJob ofJob -> of(ofJob);
      case Event.OfSite ofSite -> of(ofSite);
      case Event.RequestKept(var key, String by, long at) ->
          new RequestKept(key.value(), key.content(), by, at);
      case UsageEvent.UsageRecorded(var source, long sequence, var records, long at) ->
          new UsageRecorded(source, sequence, records.stream().map(StoredUsage::of).toList(), at);
      case UsageEvent.SiteSet(var settings, long at) ->
          new SiteSet(StoredSettings.of(settings), at);
      case ArtifactEvent.ArtifactRegistered(var version) ->
          new ArtifactRegistered(StoredVersion.of(version));
      case ArtifactEvent.ArtifactRemoved(var project, var name, int version, var by, long at) ->
          new ArtifactRemoved(project, name, version, by, at);
      case DeploymentEvent.DeploymentSet(var spec, long generation, var by, long at) ->
          new DeploymentSet(StoredDeployment.of(spec), generation, by, at);
      case DeploymentEvent.ReplicasWanted(var deployment, int count, var why, long at) ->
          new ReplicasWanted(StoredDeployment.Name.of(deployment), count, why, at);
      case DeploymentEvent.DeploymentRemoved(var deployment, var by, long at) ->
          new DeploymentRemoved(StoredDeployment.Name.of(deployment), by, at);
      case PipelineEvent pipeline -> of(pipeline);
      case KeyEvent.KeyCreated(var key, long at) -> new KeyCreated(StoredKey.of(key), at);
      case KeyEvent.KeyRevoked(var key, var by, long at) -> new KeyRevoked(key, by, at);
    };
  }

  private static StoredEvent of(Event.OfJob event) {
    return switch (event) {
      case Event.JobSubmitted(var job, var spec, var by, var key, long at) ->
          new JobSubmitted(
              job,
              StoredJobSpec.of(spec),
              by,
              key.map(IdempotencyKey::value),
              at,
              key.flatMap(IdempotencyKey::content));
      case Event.AttemptStarted(var attempt, Placement.Exact(var allocation), long at) ->
          new AttemptStarted(
              attempt, Optional.of(StoredAllocation.of(allocation)), at, Optional.empty());
      case Event.AttemptStarted(var attempt, Placement.BySite(var site), long at) ->
          new AttemptStarted(attempt, Optional.empty(), at, Optional.of(site));
      case Event.AttemptWaiting(
              var attempt,
              var site,
              SiteWait(var reason, var expected),
              long at) ->
          new AttemptWaiting(attempt, site, reason, expected, at);
      case Event.AttemptPlaced(var attempt, var allocation, long at) ->
          new AttemptPlaced(attempt, StoredAllocation.of(allocation), at);
      case Event.AttemptDeclined(
              var attempt,
              SiteDecline(var site, var reason, long retryAt),
              long at) ->
          new AttemptDeclined(attempt, site, reason, retryAt, at);
      case Event.RankStarted(var attempt, int rank, long pid, long at) ->
          new RankStarted(attempt, rank, pid, at);
      case Event.AttemptRunning(var attempt, long at) -> new AttemptRunning(attempt, at);
      case Event.RankEnded(var attempt, int rank, var exit, var usage, var ended, long at) ->
          new RankEnded(
              attempt, rank, StoredExit.of(exit), usage.map(StoredRankUsage::of), at, ended);
      case Event.NodeOutputsStored(var attempt, var node, var part, var together, long at) ->
          new NodeOutputsStored(
              attempt,
              node.site(),
              node.name(),
              StoredFileSet.Left.of(part),
              StoredFileSet.Left.of(together),
              at);
      case Event.AttemptStopping(var attempt, var cause, long at) ->
          new AttemptStopping(attempt, StoredCause.of(cause), at);
      case Event.JobRequeued(
              var attempt,
              var cause,
              var count,
              boolean progressed,
              long notBefore,
              long at) ->
          new JobRequeued(
              attempt,
              StoredCause.of(cause),
              count == Tries.Count.FAILURE,
              notBefore,
              at,
              Optional.of(Counted.of(count)),
              progressed ? Optional.of(true) : Optional.empty());
      case Event.JobSucceeded(var job, long at) -> new JobSucceeded(job, at);
      case Event.JobFailed(var job, var cause, long at) ->
          new JobFailed(job, StoredCause.of(cause), at);
      case Event.JobCancelled(var job, var by, long at) -> new JobCancelled(job, by, at);
    };
  }

  private static StoredEvent of(PipelineEvent event) {
    return switch (event) {
      case PipelineEvent.PipelineSubmitted(var pipeline, var spec, var by, var key, long at) ->
          new PipelineSubmitted(pipeline, StoredPipeline.of(spec), by, key, at);
      case PipelineEvent.StepReused(var pipeline, var step, var outputs, long at) ->
          new StepReused(pipeline, step, outputs, at);
      case PipelineEvent.StepUnstartable(var pipeline, var step, var why, long at) ->
          new StepUnstartable(pipeline, step, why, at);
      case PipelineEvent.PipelineStopping(var pipeline, var by, long at) ->
          new PipelineStopping(pipeline, by, at);
      case PipelineEvent.PipelineEnded(var pipeline, var outcome, long at) ->
          new PipelineEnded(pipeline, StoredPipeline.Outcome.of(outcome), at);
    };
  }

  private static StoredEvent of(Event.OfSite event) {
    return switch (event) {
      case Event.QuotaSet(var quota, long at) -> new QuotaSet(StoredQuota.of(quota), at);
      case Event.NodeJoined(var node, long at) -> new NodeJoined(StoredNode.of(node), at);
      case Event.NodeLost(var node, long at) -> new NodeLost(node.site(), node.name(), at);
      case Event.EnergySeriesSet(var series, long at) -> new SignalSet(StoredSeries.of(series), at);
      case Event.ServerStarted(var home, var host, var boot, long epoch, var copyOf, long at) ->
          new ServerStarted(home, host, boot, epoch, copyOf, at);
      case NodeEvent ofNode -> of(ofNode);
    };
  }

  private static StoredEvent of(NodeEvent event) {
    return switch (event) {
      case NodeEvent.NodeCordoned(var node, Cordon cordon, long at) ->
          new NodeCordoned(
              node,
              cordon.reason(),
              cordon.bySite(),
              cordon.sinceNanos(),
              cordon.drain().map(drain -> new Drain(drain.deadlineNanos(), drain.over())),
              at);
      case NodeEvent.NodeDrainDue(var node, long at) -> new NodeDrainDue(node, at);
      case NodeEvent.NodeUncordoned(var node, long at) -> new NodeUncordoned(node, at);
      case NodeEvent.NodeRemoved(var node, long at) -> new NodeRemoved(node, at);
      case NodeEvent.NodeExpected(var node, long at) ->
          new NodeExpected(node.id(), node.note(), node.sinceNanos(), node.arrivesNanos(), at);
    };
  }

  default Event model() {
    return switch (this) {
      case JobSubmitted(var job, var spec, var by, var key, long at, var content) ->
          new Event.JobSubmitted(
              job, spec.model(), by, key.map(value -> new IdempotencyKey(value, content)), at);
      case RequestKept(String key, var content, String by, long at) ->
          new Event.RequestKept(new IdempotencyKey(key, content), by, at);
      case AttemptStarted(var attempt, var allocation, long at, var site) ->
          new Event.AttemptStarted(attempt, placement(allocation, site), at);
      case AttemptWaiting(var attempt, var site, var reason, var expected, long at) ->
          new Event.AttemptWaiting(attempt, site, new SiteWait(reason, expected), at);
      case AttemptPlaced(var attempt, var allocation, long at) ->
          new Event.AttemptPlaced(attempt, allocation.model(), at);
      case AttemptDeclined(var attempt, var site, var reason, long retryAt, long at) ->
          new Event.AttemptDeclined(attempt, new SiteDecline(site, reason, retryAt), at);
      case RankStarted(var attempt, int rank, long pid, long at) ->
          new Event.RankStarted(attempt, rank, pid, at);
      case AttemptRunning(var attempt, long at) -> new Event.AttemptRunning(attempt, at);
      case RankEnded(var attempt, int rank, var exit, var usage, long at, var ended) ->
          new Event.RankEnded(
              attempt, rank, exit.model(), usage.map(StoredRankUsage::model), ended, at);
      case NodeOutputsStored(var attempt, var site, var node, var part, var together, long at) ->
          new Event.NodeOutputsStored(
              attempt, new NodeId(site, node), part.model(), together.model(), at);
      case AttemptStopping(var attempt, var cause, long at) ->
          new Event.AttemptStopping(attempt, cause.model(), at);
      case JobRequeued(
              var attempt,
              var cause,
              boolean counts,
              long notBefore,
              long at,
              var count,
              var progressed) ->
          new Event.JobRequeued(
              attempt,
              cause.model(),
              count.orElse(counts ? Counted.FAILURE : Counted.NOTHING).model(),
              progressed.orElse(false),
              notBefore,
              at);
      case JobSucceeded(var job, long at) -> new Event.JobSucceeded(job, at);
      case JobFailed(var job, var cause, long at) -> new Event.JobFailed(job, cause.model(), at);
      case JobCancelled(var job, var by, long at) -> new Event.JobCancelled(job, by, at);
      case QuotaSet(var quota, long at) -> new Event.QuotaSet(quota.model(), at);
      case NodeJoined(var node, long at) -> new Event.NodeJoined(node.model(), at);
      case NodeLost(var site, var node, long at) -> new Event.NodeLost(new NodeId(site, node), at);
      case NodeCordoned(var node, var reason, boolean bySite, long since, var drain, long at) ->
          new NodeEvent.NodeCordoned(
              node,
              new Cordon(
                  reason,
                  bySite,
                  since,
                  drain.map(stored -> new Cordon.Drain(stored.deadlineNanos(), stored.over()))),
              at);
      case NodeDrainDue(var node, long at) -> new NodeEvent.NodeDrainDue(node, at);
      case NodeUncordoned(var node, long at) -> new NodeEvent.NodeUncordoned(node, at);
      case NodeRemoved(var node, long at) -> new NodeEvent.NodeRemoved(node, at);
      case NodeExpected(var node, var note, long since, var arrives, long at) ->
          new NodeEvent.NodeExpected(new ExpectedNode(node, note, since, arrives), at);
      case SignalSet(var series, long at) -> new Event.EnergySeriesSet(series.model(), at);
      case ServerStarted(var home, var host, var boot, long epoch, var copyOf, long at) ->
          new Event.ServerStarted(home, host, boot, epoch, copyOf, at);
      case UsageRecorded(var source, long sequence, var records, long at) ->
          new UsageEvent.UsageRecorded(
              source, sequence, records.stream().map(StoredUsage::model).toList(), at);
      case SiteSet(var settings, long at) -> new UsageEvent.SiteSet(settings.model(), at);
      case ArtifactRegistered(var version) -> new ArtifactEvent.ArtifactRegistered(version.model());
      case ArtifactRemoved(var project, var name, int version, var by, long at) ->
          new ArtifactEvent.ArtifactRemoved(project, name, version, by, at);
      case DeploymentSet(var spec, long generation, var by, long at) ->
          new DeploymentEvent.DeploymentSet(spec.spec(), generation, by, at);
      case ReplicasWanted(var deployment, int count, var why, long at) ->
          new DeploymentEvent.ReplicasWanted(deployment.model(), count, why, at);
      case DeploymentRemoved(var deployment, var by, long at) ->
          new DeploymentEvent.DeploymentRemoved(deployment.model(), by, at);
      case PipelineSubmitted(var pipeline, var spec, var by, var key, long at) ->
          new PipelineEvent.PipelineSubmitted(pipeline, spec.model(), by, key, at);
      case StepReused(var pipeline, var step, var outputs, long at) ->
          new PipelineEvent.StepReused(pipeline, step, outputs, at);
      case StepUnstartable(var pipeline, var step, var why, long at) ->
          new PipelineEvent.StepUnstartable(pipeline, step, why, at);
      case PipelineStopping(var pipeline, var by, long at) ->
          new PipelineEvent.PipelineStopping(pipeline, by, at);
      case PipelineEnded(var pipeline, var outcome, long at) ->
          new PipelineEvent.PipelineEnded(pipeline, outcome.model(), at);
      case KeyCreated(var key, long at) -> new KeyEvent.KeyCreated(key.model(), at);
      case KeyRevoked(var key, var by, long at) -> new KeyEvent.KeyRevoked(key, by, at);
    };
  }
}
