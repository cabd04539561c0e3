package org.arkwright.kernel.state;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.RuntimeOptions;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Cordon;

/** Functions on the jobs that are replicas. */
public final class ReplicaJobs {
  /** The mount under which the model's folder appears. */
  public static final String MODEL_MOUNT = "model";

  /** The mount of an adapter, by its place in the deployment's list from 1. */
  public static String adapterMount(int place) {
    return "adapter-" + place;
  }

  /** The number of replicas above the maximum that may live while a deployment is being updated. */
  public static final int SURGE = 1;

  private static final RestartPolicy RESTART = new RestartPolicy(1_000_000, Duration.ofSeconds(1));

  private ReplicaJobs() {}

  /** The live replicas of every generation, by job. */
  public static List<Job> live(State state, DeploymentName deployment) {
    return state.deployments().replicas(deployment).stream()
        .map(id -> state.job(id).orElseThrow())
        .toList();
  }

  public static long generation(Job replica) {
    return ReplicaOf.of(replica.spec()).orElseThrow().generation();
  }

  public static int ordinal(Job replica) {
    return ReplicaOf.of(replica.spec()).orElseThrow().ordinal();
  }

  /** Whether the replica was asked to stop for good. */
  public static boolean isLeaving(Job replica) {
    return replica.state() instanceof JobState.Stopping(_, StopCause.CancelRequested _, _);
  }

  /** Whether the replica is on a node that drains, so that another is to take its place. */
  public static boolean isMoving(State state, Job replica) {
    return replica.state().liveAttempt().stream()
        .flatMap(attempt -> attempt.nodes().stream())
        .flatMap(node -> state.nodeStatus(node).flatMap(NodeStatus::cordon).stream())
        .anyMatch(Cordon::drains);
  }

  /** The number of replicas that may live at a time, including those that are stopping. */
  public static int liveMax(State state, Deployment deployment, List<Job> live) {
    boolean updating =
        live.stream()
            .anyMatch(job -> generation(job) != deployment.generation() || isMoving(state, job));
    return deployment.spec().replicas().max() + (updating ? SURGE : 0);
  }

  /** The spec of the replica's job. */
  public static JobSpec spec(DeploymentSpec deployment, ReplicaOf replica) {
    JobSpec spec =
        new JobSpec(
            replica.jobName(),
            deployment.name().project(),
            replica.labels(),
            new JobSpec.Gang(1, deployment.template().resources(), Topology.ANY),
            new JobSpec.Execution(
                work(deployment),
                new TreeMap<>(deployment.template().env()),
                deployment.template().workingDirectory(),
                Isolation.PROCESS,
                RESTART,
                Optional.empty(),
                JobSpec.GRACE_DEFAULT,
                deployment.template().snapshot()),
            new JobSpec.Scheduling(
                deployment.template().priority(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Optional.empty());
    TreeMap<String, ArtifactRef> inputs = new TreeMap<>();
    deployment.serving().model().ifPresent(ref -> inputs.put(MODEL_MOUNT, ref));
    for (ArtifactRef adapter : deployment.serving().options().adapters()) {
      // Without the model there is none, so the model's mount is the first.
      inputs.put(adapterMount(inputs.size()), adapter);
    }
    return spec.withMounts(new Mounts(inputs, new TreeMap<>()));
  }

  private static Work work(DeploymentSpec deployment) {
    DeploymentSpec.Serving serving = deployment.serving();
    return serving.runtime() == ModelRuntime.COMMAND
        ? new Work.Server(serving.command())
        : new Work.Builtin(
            Work.Program.SERVE, arguments(serving, deployment.template().resources().cpuMillis()));
  }

  private static List<String> arguments(DeploymentSpec.Serving serving, long cpuMillis) {
    RuntimeOptions options = serving.options();
    int cores = Math.clamp(cpuMillis / 1000, 1, RuntimeOptions.THREADS_MAX);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--runtime", serving.runtime().word(), "--name", serving.upstream()));
    put(arguments, "--threads", OptionalInt.of(options.threads().orElse(cores)));
    put(arguments, "--context", options.context());
    put(arguments, "--parallel", options.parallel());
    put(arguments, "--batch", options.batch());
    put(arguments, "--gpu-layers", options.gpuLayers());
    if (!options.adapters().isEmpty()) {
      arguments.add("--adapters");
      arguments.add(
          options.adapters().stream().map(ref -> ref.name().name()).collect(joining(",")));
    }
    return List.copyOf(arguments);
  }

  private static void put(List<String> arguments, String name, OptionalInt value) {
    if (value.isPresent()) {
      arguments.addAll(List.of(name, Integer.toString(value.getAsInt())));
    }
  }
}
