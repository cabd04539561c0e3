package org.arkwright.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.Plan;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.access.Quota;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.arkwright.model.unit.Share;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;

/** Sample values: at least one of every record that goes over the wire. */
final class Samples {
  static final SiteSettings SITE =
      new SiteSettings(
          "USD",
          SiteSettings.Prices.DEFAULT,
          SiteSettings.DEFAULT.pue(),
          SiteSettings.DEFAULT.carbonPerKilowattHour(),
          SiteSettings.Power.DEFAULT,
          Optional.of(
              new SiteSettings.Policies(Optional.of("fifo"), new TreeMap<>(Map.of("packing", 2)))));
  static final Sites SITES =
      new Sites(
          Money.of("5"),
          new TreeMap<>(Map.of("red", Money.of("7.5"))),
          List.of(
              Site.home(SITE).named("plain"),
              new Site(
                  "cloud",
                  SiteSettings.Prices.DEFAULT,
                  BigDecimal.ONE,
                  SiteSettings.DEFAULT.carbonPerKilowattHour(),
                  Money.of("0.1"),
                  Optional.of(new Site.Transfer(Money.of("0.05"), Bytes.ofGibibytes(1))),
                  List.of(ArtifactName.parse("dataset/pile").orElseThrow()),
                  Resources.ZERO,
                  Optional.of(new Site.Rent(Duration.ofMinutes(4), Duration.ofHours(1))))));
  static final EnergySeries ENERGY_SERIES =
      new EnergySeries(
          EnergySeries.Kind.CARBON, 0, EnergySeries.SLOT_NANOS_MIN, List.of(312_500_000L, 0L));

  static final long AT = 1_795_509_000_123_456_789L;
  static final JobId JOB = JobId.of(1_795_509_000_123L, 7);
  static final AttemptId ATTEMPT = new AttemptId(JOB, 2);
  static final NodeId NODE = NodeId.atHome("node-1");
  static final Allocation ALLOCATION =
      new Allocation(
          List.of(
              new RankPlacement(0, NODE, List.of(new DeviceShare(0, new Share(250)))),
              new RankPlacement(1, NodeId.atHome("node-2"), List.of())));
  static final RankExit EXIT = new RankExit.Exited(3);
  static final StopCause CAUSE = new StopCause.RankFailed(1, EXIT);
  static final JobSpec SMALL =
      new JobSpec(
          "hello",
          ProjectName.DEFAULT,
          new TreeMap<>(),
          new JobSpec.Gang(1, RankResources.DEFAULT, Topology.ANY),
          new JobSpec.Execution(
              new Work.Command(List.of("echo", "hello")),
              new TreeMap<>(),
              Optional.empty(),
              Isolation.PROCESS,
              RestartPolicy.DEFAULT,
              Optional.empty(),
              JobSpec.GRACE_DEFAULT),
          new JobSpec.Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty()),
          Optional.empty());
  static final JobSpec FULL =
      new JobSpec(
          "train-llm",
          new ProjectName("research"),
          sorted("team", "nlp"),
          new JobSpec.Gang(
              2,
              new RankResources(
                  4500,
                  Bytes.ofGibibytes(64),
                  Optional.of(
                      new DeviceRequest(
                          Optional.of("h100"), Bytes.ofGibibytes(80), 1, new Share(250)))),
              Topology.SPREAD),
          new JobSpec.Execution(
              new Work.Script("#!/bin/bash\ntorchrun \"naïve\".py\n"),
              sorted("ZETA", "1", "ALPHA", "über"),
              Optional.of("/data/run"),
              Isolation.SANDBOX,
              new RestartPolicy(3, Duration.ofMillis(1500)),
              Optional.of(Duration.ofMinutes(90)),
              Duration.ofSeconds(30)),
          new JobSpec.Scheduling(
              -5,
              false,
              Optional.of(Duration.ofHours(2)),
              Optional.of(Instant.parse("2026-12-01T08:00:00Z")),
              Optional.empty()),
          Optional.empty());
  static final NodeSpec NODE_SPEC =
      new NodeSpec(
          NODE,
          64_000,
          Bytes.ofGibibytes(512),
          List.of(
              new Device(
                  0,
                  "h100",
                  "nvidia",
                  Bytes.ofGibibytes(80),
                  Optional.of("GPU-1"),
                  Optional.of("/dev/nvidia0"),
                  Optional.empty())),
          new TopologyPath("block-a", "rack-3"),
          sorted("zone", "a"),
          List.of(new EnforcedLimit("memory", Optional.of("cgroup-v2"), "delegated")));
  static final Quota QUOTA =
      new Quota(
          new ProjectName("research"),
          Optional.of("lab"),
          new Resources(64_000, 1L << 40, 8000),
          Resources.UNLIMITED,
          Resources.ZERO,
          3);
  static final Attempt LIVE =
      new Attempt(
          ATTEMPT,
          ALLOCATION,
          AT,
          List.of(new RankStatus.Running(4242, AT), new RankStatus.Ended(EXIT, AT)));

  static final UsageRecord USAGE =
      new UsageRecord(
          new ProjectName("research"),
          "key-1",
          new Workload(Workload.Kind.DEPLOYMENT, "chat"),
          AT,
          AT + 1,
          List.of(
              Quantity.measured(Meter.TOKENS_IN, 1200),
              new Quantity(
                  Meter.JOULES_ATTRIBUTED,
                  new BigDecimal("0.0000001250"),
                  Quantity.Basis.MODELLED)));
  static final ArtifactName OUTPUT = new ArtifactName(ArtifactKind.MODEL, "definer");
  static final ArtifactRef INPUT =
      ArtifactRef.of(new ArtifactName(ArtifactKind.DATASET, "wordnet"), 3);
  static final JobSpec MOUNTED =
      SMALL.withMounts(
          new Mounts(new TreeMap<>(Map.of("data", INPUT)), new TreeMap<>(Map.of("model", OUTPUT))));
  static final StoredFiles FILES =
      new StoredFiles(new Digest("0123456789abcdef".repeat(4)), new Bytes(8_900_000), 4);
  static final ArtifactVersion VERSION =
      new ArtifactVersion(
          ProjectName.DEFAULT,
          OUTPUT,
          2,
          FILES,
          "ada",
          new Lineage(
              "train --steps 10",
              Optional.of(JOB),
              new TreeMap<>(Map.of("data", INPUT)),
              Optional.of(new Digest("f".repeat(64)))),
          AT);

  static List<Command> commands() {
    return List.of(
        new Command.SubmitJob(JOB, FULL),
        new Command.SubmitJob(JOB, SMALL),
        new Command.CancelJob(JOB),
        new Command.CancelJob(JOB, Optional.of("shutdown")),
        new Command.SetQuota(QUOTA),
        new Command.ReportNode(NODE_SPEC),
        new Command.LoseNode(NODE),
        new Command.LoseNode(NODE, new TreeSet<>(List.of(ATTEMPT))),
        new Command.ReportNodeDrain(NODE, Optional.of("kernel update")),
        new Command.ReportNodeDrain(NODE, Optional.empty()),
        new NodeCommand.Cordon(NODE, "fan"),
        new NodeCommand.Drain(NODE, "fan", Optional.of(Duration.ofHours(1))),
        new NodeCommand.Drain(NODE, "fan", Optional.empty()),
        new NodeCommand.Uncordon(NODE),
        new NodeCommand.Remove(NODE),
        new NodeCommand.Expect(NODE, "asked of the cloud", Optional.of(Duration.ofMinutes(4))),
        new Command.LoseWorker(
            WorkerId.ofAttempt(NODE.site(), ATTEMPT, 0),
            NODE,
            new TreeSet<>(List.of(ATTEMPT)),
            new TreeSet<>(List.of(ATTEMPT))),
        new Command.ReportAttemptWaiting(ATTEMPT, "Priority", Optional.of(AT)),
        new Command.ReportAttemptWaiting(ATTEMPT, "Resources", Optional.empty()),
        new Command.ReportAttemptPlaced(ATTEMPT, ALLOCATION),
        new Command.ReportAttemptDeclined(ATTEMPT, "QOSMaxJobs", Duration.ofMinutes(5)),
        new Command.ReportRankStarted(ATTEMPT, 1, 4242),
        new Command.ReportRankEnded(ATTEMPT, 1, EXIT),
        new Command.ReportRankEnded(ATTEMPT, 1, EXIT).endedAgo(7),
        new Command.ApplyPlan(
            new Plan(
                List.of(
                    new Plan.Start(JOB, ALLOCATION),
                    new Plan.Start(JOB, new Placement.BySite("hpc"))),
                List.of(new Plan.Preempt(ATTEMPT, JOB)),
                List.of(new Plan.Pause(ATTEMPT, StopCause.Paused.Why.POWER)))),
        new Command.SetEnergySeries(ENERGY_SERIES),
        new Command.StartServer("h", "m", "b"),
        new Command.Tick(),
        new UsageCommand.RecordUsage("gateway", 7, List.of(USAGE)),
        new UsageCommand.SetSite(SiteSettings.DEFAULT),
        new UsageCommand.SetSite(SITE.withSites(SITES)),
        new Command.ReportRankEnded(
            ATTEMPT,
            1,
            new RankExit.Exited(0),
            Optional.of(
                new StoredOutputs(new TreeMap<>(Map.of("model", FILES)), Optional.of(FILES))),
            Optional.of(RANK_USAGE)),
        new ArtifactCommand.RegisterArtifact(
            ProjectName.DEFAULT, OUTPUT, FILES, Lineage.imported("folder /data")),
        new ArtifactCommand.RegisterArtifact(
            ProjectName.DEFAULT, OUTPUT, FILES, Lineage.imported("folder /data"), Optional.of(3)),
        new ArtifactCommand.RemoveArtifact(ProjectName.DEFAULT, OUTPUT, 2),
        new KeyCommand.CreateKey(API_KEY),
        new KeyCommand.RevokeKey(API_KEY.id()),
        new DeploymentCommand.SetDeployment(DEPLOYMENT),
        new DeploymentCommand.ScaleDeployment(DEPLOYMENT.name(), Replicas.ONE),
        new DeploymentCommand.RemoveDeployment(DEPLOYMENT.name()),
        new DeploymentCommand.WantReplicas(DEPLOYMENT.name(), 2, "5 requests at a time"),
        new DeploymentCommand.StartReplica(REPLICA, JOB),
        new PipelineCommand.SubmitPipeline(
            PIPELINE,
            new PipelineSpec(
                "words",
                ProjectName.DEFAULT,
                List.of(new PipelineStep("train", FULL, new TreeSet<>(Set.of("clean")))))),
        new PipelineCommand.CancelPipeline(PIPELINE),
        new PipelineCommand.AdvancePipelines());
  }

  private static final PipelineId PIPELINE = new PipelineId(JOB.value());

  private static final ApiKey API_KEY =
      new ApiKey(
          new ApiKeyId("k-1"),
          ProjectName.DEFAULT,
          "shop",
          "0".repeat(64),
          Optional.of(60L),
          Optional.empty(),
          "ada",
          AT);

  private static final RankUsage RANK_USAGE =
      new RankUsage(
          1_500_000_000L,
          Optional.of(Joules.ofMicrojoules(12_345_678)),
          Optional.of(
              new RankUsage.DeviceEnergy(
                  Joules.ofMicrojoules(98_000), new TreeMap<>(Map.of("h100", 2000)))));

  static List<JobState> states() {
    return List.of(
        new JobState.Queued(AT, AT, Optional.of(CAUSE)),
        new JobState.Queued(AT, 0, Optional.empty()),
        new JobState.Starting(LIVE),
        new JobState.Running(LIVE, AT),
        new JobState.Stopping(LIVE, CAUSE, AT),
        new JobState.Succeeded(AT),
        new JobState.Failed(CAUSE, AT),
        new JobState.Cancelled("ada", AT));
  }

  static List<StopCause> causes() {
    return List.of(
        new StopCause.CancelRequested("ada"),
        new StopCause.Preempted(JOB),
        new StopCause.Paused(StopCause.Paused.Why.PRICE),
        new StopCause.Drained(NODE),
        CAUSE,
        new StopCause.TimedOut(Duration.ofMillis(90_500)),
        new StopCause.NodeLost(NODE),
        new StopCause.GivenUp(CAUSE, OptionalInt.empty()),
        new StopCause.GivenUp(new StopCause.NodeLost(NODE), OptionalInt.of(3)));
  }

  static List<RankExit> exits() {
    return List.of(
        EXIT,
        new RankExit.Signalled(11),
        new RankExit.OutOfMemory(Bytes.ofMebibytes(512)),
        new RankExit.Stopped(true),
        new RankExit.NotStarted("no such file: 'x'"),
        new RankExit.Unstartable("no space left"),
        new RankExit.NeverRan("the machine was gone"),
        new RankExit.Lost("the machine is gone"),
        new RankExit.OutputRefused("nothing in 'model'"));
  }

  static List<RankStatus> statuses() {
    return List.of(
        new RankStatus.Waiting(), new RankStatus.Running(1, AT), new RankStatus.Ended(EXIT, AT));
  }

  static List<Work> works() {
    return List.of(
        SMALL.execution().work(),
        FULL.execution().work(),
        new Work.Builtin(Work.Program.SERVE, List.of("--name", "chat")),
        new Work.Server(List.of("server", "{port}")));
  }

  static final DeploymentSpec DEPLOYMENT =
      new DeploymentSpec(
          new DeploymentName(ProjectName.DEFAULT, "definer"),
          new DeploymentSpec.Serving(
              Optional.of(ArtifactRef.of(OUTPUT, 2)),
              ModelRuntime.COMMAND,
              List.of("server", "--port", "{port}"),
              "definer"),
          new DeploymentSpec.ReplicaTemplate(
              DeploymentSpec.PRIORITY_DEFAULT, RankResources.DEFAULT, sorted("MODE", "fast")),
          new Replicas(0, 3),
          Scaling.DEFAULT,
          Probes.DEFAULT,
          DeploymentSpec.DRAIN_DEFAULT);
  static final ReplicaOf REPLICA = new ReplicaOf(DEPLOYMENT.name(), 7, 1);

  private static SortedMap<String, String> sorted(String... pairs) {
    SortedMap<String, String> map = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private Samples() {}
}
