package org.arkwright.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;

/** A builder for gangs in tests; by default one rank of one CPU in the default project. */
final class GangBuilder {
  private final String name;
  private ProjectName project = ProjectName.DEFAULT;
  private int priority;
  private int ranks = 1;
  private long cpuMillis = 1000;
  private Bytes memory = Bytes.ZERO;
  private Optional<DeviceRequest> devices = Optional.empty();
  private Topology topology = Topology.ANY;
  private Optional<Duration> timeout = Optional.empty();
  private Optional<Duration> expected = Optional.empty();
  private Optional<Instant> deadline = Optional.empty();
  private Optional<Flexibility> flexibility = Optional.empty();
  private Optional<Mounts> mounts = Optional.empty();
  private boolean preemptible;
  private boolean resumes;
  private Isolation isolation = Isolation.PROCESS;
  private final SortedSet<NodeId> nodes = new TreeSet<>();
  private final SortedMap<String, String> labels = new TreeMap<>();

  private GangBuilder(String name) {
    this.name = name;
  }

  static GangBuilder aGang(String name) {
    return new GangBuilder(name);
  }

  /** A replica of a deployment, which runs until somebody scales it down. */
  GangBuilder replica() {
    labels.putAll(new ReplicaOf(new DeploymentName(project, name), 1, 1).labels());
    return this;
  }

  GangBuilder in(String projectName) {
    project = new ProjectName(projectName);
    return this;
  }

  GangBuilder priority(int value) {
    priority = value;
    return this;
  }

  GangBuilder ranks(int count) {
    ranks = count;
    return this;
  }

  GangBuilder cpus(int perRank) {
    cpuMillis = 1000L * perRank;
    return this;
  }

  GangBuilder memoryGiB(int perRank) {
    memory = Bytes.ofGibibytes(perRank);
    return this;
  }

  GangBuilder devices(int perRank, String kind) {
    devices = Optional.of(new DeviceRequest(Optional.of(kind), Bytes.ZERO, perRank, Share.WHOLE));
    return this;
  }

  GangBuilder share(int thousandths) {
    devices =
        Optional.of(new DeviceRequest(Optional.empty(), Bytes.ZERO, 1, new Share(thousandths)));
    return this;
  }

  GangBuilder deviceWithMemoryGiB(int minimum) {
    devices =
        Optional.of(
            new DeviceRequest(Optional.empty(), Bytes.ofGibibytes(minimum), 1, Share.WHOLE));
    return this;
  }

  GangBuilder topology(Topology requested) {
    topology = requested;
    return this;
  }

  GangBuilder expectedMinutes(int minutes) {
    expected = Optional.of(Duration.ofMinutes(minutes));
    return this;
  }

  GangBuilder timeoutMinutes(int minutes) {
    timeout = Optional.of(Duration.ofMinutes(minutes));
    return this;
  }

  GangBuilder deferrable() {
    flexibility = Optional.of(new Flexibility(true, false, Duration.ZERO));
    return this;
  }

  GangBuilder interruptible(int restartMinutes) {
    flexibility = Optional.of(new Flexibility(true, true, Duration.ofMinutes(restartMinutes)));
    return this;
  }

  GangBuilder deadline(long nanos) {
    deadline = Optional.of(Instant.ofEpochSecond(0, nanos));
    return this;
  }

  GangBuilder reading(ArtifactName input) {
    mounts =
        Optional.of(
            new Mounts(new TreeMap<>(Map.of("data", ArtifactRef.of(input, 1))), new TreeMap<>()));
    return this;
  }

  /** Its owner said that other jobs may take its place, equals too. */
  GangBuilder preemptible() {
    preemptible = true;
    resumes = true;
    return this;
  }

  /** As jobs are whose owner said nothing. */
  GangBuilder preemptibleByDefault() {
    preemptible = true;
    return this;
  }

  GangBuilder sandboxed() {
    isolation = Isolation.SANDBOX;
    return this;
  }

  /** Accepts only the given nodes of home. */
  GangBuilder on(String... names) {
    for (String node : names) {
      nodes.add(NodeId.atHome(node));
    }
    return this;
  }

  JobSpec spec() {
    return new JobSpec(
        name,
        project,
        labels,
        new JobSpec.Gang(ranks, new RankResources(cpuMillis, memory, devices), topology, nodes),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            isolation,
            RestartPolicy.DEFAULT,
            timeout,
            Duration.ZERO),
        new JobSpec.Scheduling(priority, preemptible, resumes, expected, deadline, flexibility),
        mounts);
  }
}
