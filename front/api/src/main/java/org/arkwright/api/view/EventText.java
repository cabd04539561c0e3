package org.arkwright.api.view;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Bytes;

/**
 * Says what happened, and why, as a person reads it: what follows the subject's name.
 *
 * @param names what principals are called
 */
record EventText(PrincipalNames names) {
  String of(Event event) {
    return switch (event) {
      case Event.OfJob ofJob -> job(ofJob);
      case Event.OfSite ofSite -> site(ofSite);
      case Event.RequestKept(var key, String by, _) ->
          "asked by %s under key %s: repeating it changes nothing"
              .formatted(names.author(by), key.value());
      case UsageEvent usage -> usage(usage);
      case ArtifactEvent artifact -> artifact(artifact);
      case DeploymentEvent deployment -> deployment(deployment);
      case PipelineEvent pipeline -> pipeline(pipeline);
      case KeyEvent.KeyCreated(var key, _) ->
          "created by %s for project %s".formatted(names.author(key.by()), key.project());
      case KeyEvent.KeyRevoked(_, String by, _) -> "revoked by " + names.author(by);
    };
  }

  private String job(Event.OfJob event) {
    return switch (event) {
      case Event.JobSubmitted submitted ->
          "submitted by %s: %s".formatted(names.author(submitted.by()), request(submitted.spec()));
      case Event.AttemptStarted(var attempt, Placement.Exact(var allocation), _) ->
          "attempt %d starts on %s".formatted(attempt.number(), nodes(allocation));
      case Event.AttemptStarted(var attempt, Placement.BySite(var site), _) ->
          "attempt %d goes to site %s, which places it".formatted(attempt.number(), site);
      case Event.AttemptWaiting(var attempt, var site, SiteWait(var reason, var expected), _) ->
          "attempt %d waits at site %s: %s%s"
              .formatted(
                  attempt.number(),
                  site,
                  reason,
                  expected.map(at -> "; it starts about " + Timestamps.text(at)).orElse(""));
      case Event.AttemptPlaced(var attempt, var allocation, _) ->
          "attempt %d was placed on %s".formatted(attempt.number(), nodes(allocation));
      case Event.AttemptDeclined(var attempt, SiteDecline(var site, var reason, long retryAt), _) ->
          "attempt %d was not taken by site %s: %s; not asked again before %s"
              .formatted(attempt.number(), site, reason, Timestamps.text(retryAt));
      case Event.RankStarted(_, int rank, long pid, _) ->
          "rank %d started as process %d".formatted(rank, pid);
      case Event.AttemptRunning(var attempt, _) ->
          "attempt %d runs: every rank has started".formatted(attempt.number());
      case Event.RankEnded ended ->
          "rank %d %s".formatted(ended.rank(), CauseView.text(ended.exit()));
      case Event.NodeOutputsStored stored ->
          "node %s stored its part of attempt %d"
              .formatted(stored.node().name(), stored.attempt().number());
      case Event.AttemptStopping(var attempt, var cause, _) ->
          "attempt %d is being stopped: %s"
              .formatted(attempt.number(), CauseView.text(cause, names));
      case Event.JobRequeued requeued -> requeued(requeued);
      case Event.JobSucceeded _ -> "succeeded";
      case Event.JobFailed failed -> "failed: " + CauseView.text(failed.cause(), names);
      case Event.JobCancelled cancelled -> "cancelled by " + names.author(cancelled.by());
    };
  }

  private static String nodes(Allocation allocation) {
    return String.join(", ", allocation.nodes().stream().map(NodeId::name).toList());
  }

  private String requeued(Event.JobRequeued event) {
    return "goes back to the queue: %s%s%s"
        .formatted(
            CauseView.text(event.cause(), names),
            counted(event.count()),
            event.notBeforeNanos() > event.atNanos()
                ? "; starts not before " + Timestamps.text(event.notBeforeNanos())
                : "");
  }

  private static String request(JobSpec spec) {
    int ranks = spec.gang().ranks();
    return "%s of %s%s"
        .formatted(
            Counted.of(ranks, "rank"),
            resources(spec.gang().resources()),
            spec.scheduling().priority() == 0 ? "" : ", priority " + spec.scheduling().priority());
  }

  private static String resources(RankResources resources) {
    return amounts(
        resources.amount().cpuMillis(),
        resources.amount().memoryBytes(),
        resources.amount().deviceThousandths());
  }

  private static String amounts(long cpuMillis, long memory, long deviceThousandths) {
    String devices =
        deviceThousandths == 0 ? "" : ", " + Counted.thousandths(deviceThousandths, "device");
    String bytes = memory == 0 ? "" : ", " + new Bytes(memory);
    return Counted.thousandths(cpuMillis, "core") + bytes + devices;
  }

  private static String site(Event.OfSite event) {
    return switch (event) {
      case Event.QuotaSet(var quota, _) ->
          "quota set%s, weight %d"
              .formatted(
                  quota.cohort().map(cohort -> " in cohort " + cohort).orElse(""), quota.weight());
      case Event.NodeJoined(NodeSpec node, _) ->
          "joined with "
              + amounts(node.cpuMillis(), node.memory().value(), 1000L * node.devices().size());
      case Event.NodeLost _ -> "lost: it has not answered for as long as its lease";
      case Event.EnergySeriesSet(var series, _) ->
          "known from %s to %s"
              .formatted(
                  Timestamps.text(series.beginsNanos()), Timestamps.text(series.endsNanos()));
      case Event.ServerStarted started ->
          "started, start %d of this home".formatted(started.epoch());
      case NodeEvent node -> node(node);
    };
  }

  private static String node(NodeEvent event) {
    return switch (event) {
      case NodeEvent.NodeCordoned(_, Cordon cordon, _) ->
          (cordon.drains() ? "drains" : "cordoned")
              + cordon.dueNanos().map(due -> " until " + Timestamps.text(due)).orElse("")
              + (cordon.bySite() ? ", says its site" : "")
              + (cordon.reason().isEmpty() ? "" : ": " + cordon.reason());
      case NodeEvent.NodeDrainDue _ -> "the deadline of its drain has come: the rest stops";
      case NodeEvent.NodeUncordoned _ -> "takes work again";
      case NodeEvent.NodeRemoved _ -> "removed";
      case NodeEvent.NodeExpected(ExpectedNode expected, _) ->
          "requested"
              + expected.arrivesNanos().map(at -> ", expected at " + Timestamps.text(at)).orElse("")
              + (expected.note().isEmpty() ? "" : ": " + expected.note());
    };
  }

  private static String usage(UsageEvent event) {
    return switch (event) {
      case UsageEvent.UsageRecorded(_, _, List<?> records, _) ->
          "recorded the usage of " + Counted.of(records.size(), "workload");
      case UsageEvent.SiteSet(var settings, _) ->
          "settings in force, prices in " + settings.currency();
    };
  }

  private String artifact(ArtifactEvent event) {
    return switch (event) {
      case ArtifactEvent.ArtifactRegistered(var version) ->
          "registered by " + names.author(version.by());
      case ArtifactEvent.ArtifactRemoved removed -> "removed by " + names.author(removed.by());
    };
  }

  private String deployment(DeploymentEvent event) {
    return switch (event) {
      case DeploymentEvent.DeploymentSet(DeploymentSpec spec, long generation, String by, _) ->
          "set by %s: generation %d, %s replicas%s"
              .formatted(
                  names.author(by),
                  generation,
                  spec.replicas(),
                  spec.serving().model().map(model -> " of " + model).orElse(""));
      case DeploymentEvent.ReplicasWanted(_, int count, String why, _) ->
          "wants %s: %s".formatted(Counted.of(count, "replica"), why);
      case DeploymentEvent.DeploymentRemoved removed -> "removed by " + names.author(removed.by());
    };
  }

  private static String pipeline(PipelineEvent event) {
    return switch (event) {
      case PipelineEvent.PipelineSubmitted submitted ->
          "%s submitted by %s: %s"
              .formatted(
                  submitted.spec().name(),
                  submitted.by(),
                  Counted.of(submitted.spec().steps().size(), "step"));
      case PipelineEvent.StepReused(_, String step, var outputs, _) ->
          "step %s is unchanged: %s".formatted(step, versions(outputs.values()));
      case PipelineEvent.StepUnstartable(_, String step, String why, _) ->
          "step %s cannot start: %s".formatted(step, why);
      case PipelineEvent.PipelineStopping stopping -> "is being cancelled by " + stopping.by();
      case PipelineEvent.PipelineEnded ended -> ended.outcome().word().toLowerCase(Locale.ROOT);
    };
  }

  private static String versions(Collection<ArtifactRef> versions) {
    return String.join(", ", versions.stream().map(ArtifactRef::toString).toList());
  }

  /** What an event that concerns no job is about: a project, node, artifact or the like. */
  static Optional<String> subject(Event event) {
    return switch (event) {
      case Event.OfJob _, Event.RequestKept _ -> Optional.empty();
      case Event.QuotaSet(var quota, _) -> Optional.of("project " + quota.project());
      case Event.NodeJoined(NodeSpec node, _) -> Optional.of("node " + node.id().name());
      case Event.NodeLost(var node, _) -> Optional.of("node " + node.name());
      case NodeEvent node -> Optional.of("node " + node.node().name());
      case Event.EnergySeriesSet(var series, _) -> Optional.of(series.kind().word());
      case Event.ServerStarted _ -> Optional.of("server");
      case UsageEvent.UsageRecorded recorded -> Optional.of(recorded.source());
      case UsageEvent.SiteSet _ -> Optional.of("site");
      case ArtifactEvent.ArtifactRegistered(var version) -> Optional.of(version.ref().toString());
      case ArtifactEvent.ArtifactRemoved removed ->
          Optional.of(removed.name() + "@" + removed.version());
      case PipelineEvent of -> Optional.of("pipeline " + of.pipeline());
      case DeploymentEvent of -> Optional.of("deployment " + of.deployment().name());
      case KeyEvent.KeyCreated(var key, _) -> Optional.of("key " + key.id());
      case KeyEvent.KeyRevoked(var key, _, _) -> Optional.of("key " + key);
    };
  }

  private static String counted(Tries.Count count) {
    return switch (count) {
      case FAILURE -> "";
      case NOTHING -> " (not counted as a failure)";
      case LOSS -> " (a loss of the platform, not counted as a failure)";
      case NEVER_RAN -> " (nothing of it had run; it keeps its place)";
    };
  }
}
