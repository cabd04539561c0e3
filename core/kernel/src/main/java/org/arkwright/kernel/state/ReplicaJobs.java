package org.arkwright.kernel.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.ReplicaOf;
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

/** Replicas as the jobs that they are. */
public final class ReplicaJobs {
  /** The mount under which the model's folder appears. */
  public static final String MODEL_MOUNT = "model";

  /** While a deployment is renewed, one replica more than its maximum may live. */
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

  /** Whether it was told to stop for good. */
  public static boolean isLeaving(Job replica) {
    return replica.state() instanceof JobState.Stopping(_, StopCause.CancelRequested _, _);
  }

  /** How many replicas may live at a time, those that are stopping included. */
  public static int liveMax(Deployment deployment, List<Job> live) {
    boolean renewing = live.stream().anyMatch(job -> generation(job) != deployment.generation());
    return deployment.spec().replicas().max() + (renewing ? SURGE : 0);
  }

  /** The job that the replica is. */
  public static JobSpec spec(DeploymentSpec deployment, ReplicaOf replica) {
    JobSpec spec =
        new JobSpec(
            replica.jobName(),
            deployment.name().project(),
            replica.labels(),
            new JobSpec.Gang(1, deployment.template().resources(), Topology.ANY),
            new JobSpec.Execution(
                new Work.Command(List.of("/bin/sh", "-c", script(deployment))),
                new TreeMap<>(deployment.template().env()),
                Optional.empty(),
                Isolation.PROCESS,
                RESTART,
                Optional.empty(),
                JobSpec.GRACE_DEFAULT),
            new JobSpec.Scheduling(
                deployment.template().priority(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Optional.empty());
    TreeMap<String, org.arkwright.model.artifact.ArtifactRef> inputs = new TreeMap<>();
    deployment.serving().model().ifPresent(ref -> inputs.put(MODEL_MOUNT, ref));
    return spec.withMounts(new Mounts(inputs, new TreeMap<>()));
  }

  /** A line for the shell, which alone knows the port and the folder once the rank starts. */
  private static String script(DeploymentSpec deployment) {
    List<String> words = new ArrayList<>();
    if (deployment.serving().runtime() == ModelRuntime.COMMAND) {
      deployment.serving().command().forEach(word -> words.add(quoted(word)));
    } else {
      long cores = Math.max(1, deployment.template().resources().cpuMillis() / 1000);
      words.add("\"$ARKWRIGHT_LAUNCHER\" work serve --model \"$ARKWRIGHT_INPUT_MODEL\"");
      words.add(
          deployment.serving().runtime() == ModelRuntime.LLAMA_CPP
              ? "--runtime llama.cpp"
              : "--runtime onnx");
      words.add("--name " + quoted(deployment.serving().upstream()));
      words.add("--threads " + cores);
    }
    return "exec " + String.join(" ", words);
  }

  private static String quoted(String word) {
    return "'"
        + word.replace("'", "'\\''")
            .replace("{port}", "'\"$ARKWRIGHT_PORT\"'")
            .replace("{model}", "'\"$ARKWRIGHT_INPUT_MODEL\"'")
        + "'";
  }
}
