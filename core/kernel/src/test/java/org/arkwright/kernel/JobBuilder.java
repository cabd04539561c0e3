package org.arkwright.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.DeploymentName;
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

/** A builder for job specs in tests; whatever a test does not set has a plain default. */
final class JobBuilder {
  private final SortedMap<String, ArtifactRef> inputs = new TreeMap<>();
  private final SortedMap<String, ArtifactName> outputs = new TreeMap<>();
  private final SortedMap<String, String> env = new TreeMap<>();
  private final SortedMap<String, String> labels = new TreeMap<>();
  private final String name;
  private ProjectName project = ProjectName.DEFAULT;
  private int priority;
  private int ranks = 1;
  private long cpuMillis = 1000;
  private Bytes memory = Bytes.ZERO;
  private Optional<DeviceRequest> devices = Optional.empty();
  private Topology topology = Topology.ANY;
  private Optional<Duration> timeout = Optional.empty();
  private RestartPolicy restart = RestartPolicy.DEFAULT;
  private boolean preemptible;
  private Optional<Flexibility> flexibility = Optional.empty();
  private boolean resumes;
  private Isolation isolation = Isolation.PROCESS;

  private JobBuilder(String name) {
    this.name = name;
  }

  static JobBuilder aJob(String name) {
    return new JobBuilder(name);
  }

  JobBuilder isolated(Isolation kind) {
    isolation = kind;
    return this;
  }

  JobBuilder env(String variable, String value) {
    env.put(variable, value);
    return this;
  }

  JobBuilder replicaOf(String deployment) {
    labels.putAll(new ReplicaOf(new DeploymentName(project, deployment), 1, 1).labels());
    return this;
  }

  JobBuilder in(String name) {
    project = new ProjectName(name);
    return this;
  }

  JobBuilder priority(int value) {
    priority = value;
    return this;
  }

  JobBuilder ranks(int count) {
    ranks = count;
    return this;
  }

  JobBuilder cpuMillis(long millis) {
    cpuMillis = millis;
    return this;
  }

  JobBuilder memory(long bytes) {
    memory = new Bytes(bytes);
    return this;
  }

  JobBuilder devices(String kind, int count) {
    devices = Optional.of(new DeviceRequest(Optional.of(kind), Bytes.ZERO, count, Share.WHOLE));
    return this;
  }

  JobBuilder share(int thousandths) {
    devices =
        Optional.of(new DeviceRequest(Optional.empty(), Bytes.ZERO, 1, new Share(thousandths)));
    return this;
  }

  JobBuilder topology(Topology requested) {
    topology = requested;
    return this;
  }

  JobBuilder timeout(Duration longest) {
    timeout = Optional.of(longest);
    return this;
  }

  JobBuilder restarts(int times, Duration backoff) {
    restart = new RestartPolicy(times, backoff);
    return this;
  }

  /** As often, but never after that exit code. */
  JobBuilder restartsUnlessExit(int times, int finalExit) {
    restart =
        new RestartPolicy(times, Duration.ofSeconds(1), true, new TreeSet<>(Set.of(finalExit)));
    return this;
  }

  JobBuilder neverAgain() {
    restart = RestartPolicy.NEVER;
    return this;
  }

  /** Its owner said that other jobs may take its place, equals too. */
  JobBuilder preemptible() {
    preemptible = true;
    resumes = true;
    return this;
  }

  /** As jobs are whose owner said nothing. */
  JobBuilder preemptibleByDefault() {
    preemptible = true;
    return this;
  }

  /** It waits for cheap hours, and is paused in dear ones. */
  JobBuilder interruptible() {
    flexibility = Optional.of(new Flexibility(true, true, Duration.ZERO));
    return this;
  }

  /** It waits for cheap hours, and is never paused. */
  JobBuilder deferrable() {
    flexibility = Optional.of(new Flexibility(true, false, Duration.ZERO));
    return this;
  }

  JobBuilder reads(String mount, String ref) {
    inputs.put(mount, ArtifactRef.parse(ref).orElseThrow());
    return this;
  }

  JobBuilder makes(String mount, String name) {
    outputs.put(mount, ArtifactName.parse(name).orElseThrow());
    return this;
  }

  JobSpec build() {
    return new JobSpec(
            name,
            project,
            labels,
            new JobSpec.Gang(ranks, new RankResources(cpuMillis, memory, devices), topology),
            new JobSpec.Execution(
                new Work.Command(List.of("true")),
                env,
                Optional.empty(),
                isolation,
                restart,
                timeout,
                JobSpec.GRACE_DEFAULT),
            new JobSpec.Scheduling(
                priority, preemptible, resumes, Optional.empty(), Optional.empty(), flexibility),
            Optional.empty())
        .withMounts(new Mounts(inputs, outputs));
  }
}
