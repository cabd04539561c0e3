package org.arkwright.stored;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.Digest;
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

/**
 * The stored form of {@link JobSpec}.
 *
 * @param resumes absent in what was stored before it existed: equals then took the place of what
 *     was preemptible
 * @param nodes the only nodes that it accepts; absent when it accepts any
 */
public record StoredJobSpec(
    String name,
    ProjectName project,
    int priority,
    int ranks,
    Rank resources,
    Shape topology,
    StoredWork work,
    SortedMap<String, String> env,
    Optional<String> workingDirectory,
    Optional<Duration> timeout,
    Restart restart,
    Duration grace,
    SortedMap<String, String> labels,
    Optional<Duration> expectedDuration,
    Optional<Instant> deadline,
    boolean preemptible,
    Walls isolation,
    Optional<Artifacts> artifacts,
    Optional<Flexible> flexibility,
    Optional<Digest> snapshot,
    Optional<Boolean> resumes,
    Optional<List<NodeId>> nodes) {

  /** Returns the stored form of the spec. */
  public static StoredJobSpec of(JobSpec spec) {
    return new StoredJobSpec(
        spec.name(),
        spec.project(),
        spec.scheduling().priority(),
        spec.gang().ranks(),
        Rank.of(spec.gang().resources()),
        Shape.of(spec.gang().topology()),
        StoredWork.of(spec.execution().work()),
        spec.execution().env(),
        spec.execution().workingDirectory(),
        spec.execution().timeout(),
        Restart.of(spec.execution().restart()),
        spec.execution().grace(),
        spec.labels(),
        spec.scheduling().expectedDuration(),
        spec.scheduling().deadline(),
        spec.scheduling().preemptible(),
        Walls.of(spec.execution().isolation()),
        spec.artifacts().map(Artifacts::of),
        spec.scheduling().flexibility().map(Flexible::of),
        spec.execution().snapshot(),
        Optional.of(spec.scheduling().resumes()),
        Optional.of(List.copyOf(spec.gang().nodes())).filter(named -> !named.isEmpty()));
  }

  /** Returns the spec as a record of the model. */
  public JobSpec model() {
    return new JobSpec(
        name,
        project,
        labels,
        new JobSpec.Gang(
            ranks, resources.model(), topology.model(), new TreeSet<>(nodes.orElse(List.of()))),
        new JobSpec.Execution(
            work.model(),
            env,
            workingDirectory,
            isolation.model(),
            restart.model(),
            timeout,
            grace,
            snapshot),
        new JobSpec.Scheduling(
            priority,
            preemptible,
            resumes.orElse(preemptible),
            expectedDuration,
            deadline,
            flexibility.map(Flexible::model)),
        artifacts.map(Artifacts::model));
  }

  record Rank(long cpuMillis, Bytes memory, Optional<Devices> devices) {
    static Rank of(RankResources resources) {
      return new Rank(
          resources.cpuMillis(), resources.memory(), resources.devices().map(Devices::of));
    }

    RankResources model() {
      return new RankResources(cpuMillis, memory, devices.map(Devices::model));
    }
  }

  record Devices(Optional<String> kind, Bytes minimumMemory, int count, Share share) {
    static Devices of(DeviceRequest request) {
      return new Devices(request.kind(), request.minimumMemory(), request.count(), request.share());
    }

    DeviceRequest model() {
      return new DeviceRequest(kind, minimumMemory, count, share);
    }
  }

  enum Shape {
    ANY,
    SAME_NODE,
    SPREAD;

    static Shape of(Topology topology) {
      return switch (topology) {
        case ANY -> ANY;
        case SAME_NODE -> SAME_NODE;
        case SPREAD -> SPREAD;
      };
    }

    Topology model() {
      return switch (this) {
        case ANY -> Topology.ANY;
        case SAME_NODE -> Topology.SAME_NODE;
        case SPREAD -> Topology.SPREAD;
      };
    }
  }

  enum Walls {
    PROCESS,
    SANDBOX,
    SANDBOX_OFFLINE;

    static Walls of(Isolation isolation) {
      return switch (isolation) {
        case PROCESS -> PROCESS;
        case SANDBOX -> SANDBOX;
        case SANDBOX_OFFLINE -> SANDBOX_OFFLINE;
      };
    }

    Isolation model() {
      return switch (this) {
        case PROCESS -> Isolation.PROCESS;
        case SANDBOX -> Isolation.SANDBOX;
        case SANDBOX_OFFLINE -> Isolation.SANDBOX_OFFLINE;
      };
    }
  }

  sealed interface StoredWork {
    record Command(List<String> argv) implements StoredWork {}

    record Script(String text) implements StoredWork {}

    record Builtin(Brought program, List<String> arguments) implements StoredWork {}

    record Server(List<String> argv) implements StoredWork {}

    /** The stored form of {@link Work.Program}. */
    enum Brought {
      TRAIN,
      SERVE,
      LINKS,
      CONVERT
    }

    static StoredWork of(Work work) {
      return switch (work) {
        case Work.Command(var argv) -> new Command(argv);
        case Work.Script(var text) -> new Script(text);
        case Work.Builtin(var program, var arguments) ->
            new Builtin(
                switch (program) {
                  case TRAIN -> Brought.TRAIN;
                  case SERVE -> Brought.SERVE;
                  case LINKS -> Brought.LINKS;
                  case CONVERT -> Brought.CONVERT;
                },
                arguments);
        case Work.Server(var argv) -> new Server(argv);
      };
    }

    default Work model() {
      return switch (this) {
        case Command(var argv) -> new Work.Command(argv);
        case Script(var text) -> new Work.Script(text);
        case Builtin(var program, var arguments) ->
            new Work.Builtin(
                switch (program) {
                  case TRAIN -> Work.Program.TRAIN;
                  case SERVE -> Work.Program.SERVE;
                  case LINKS -> Work.Program.LINKS;
                  case CONVERT -> Work.Program.CONVERT;
                },
                arguments);
        case Server(var argv) -> new Work.Server(argv);
      };
    }
  }

  /**
   * The stored form of {@link RestartPolicy}.
   *
   * @param afterLoss absent where it is true
   * @param finalExits absent where there is none
   */
  record Restart(
      int maxRestarts,
      Duration backoff,
      Optional<Boolean> afterLoss,
      Optional<List<Integer>> finalExits) {
    static Restart of(RestartPolicy policy) {
      return new Restart(
          policy.maxRestarts(),
          policy.backoff(),
          policy.afterLoss() ? Optional.empty() : Optional.of(false),
          Optional.of(List.copyOf(policy.finalExits())).filter(codes -> !codes.isEmpty()));
    }

    RestartPolicy model() {
      return new RestartPolicy(
          maxRestarts,
          backoff,
          afterLoss.orElse(true),
          new TreeSet<>(finalExits.orElse(List.of())));
    }
  }

  record Artifacts(SortedMap<String, ArtifactRef> inputs, SortedMap<String, ArtifactName> outputs) {
    static Artifacts of(Mounts mounts) {
      return new Artifacts(mounts.inputs(), mounts.outputs());
    }

    Mounts model() {
      return new Mounts(inputs, outputs);
    }
  }

  record Flexible(boolean deferrable, boolean interruptible, Duration restartCost) {
    static Flexible of(Flexibility flexibility) {
      return new Flexible(
          flexibility.deferrable(), flexibility.interruptible(), flexibility.restartCost());
    }

    Flexibility model() {
      return new Flexibility(deferrable, interruptible, restartCost);
    }
  }
}
