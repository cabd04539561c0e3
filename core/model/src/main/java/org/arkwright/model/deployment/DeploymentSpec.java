package org.arkwright.model.deployment;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;

/**
 * What a user wants of a deployment: replicas of one model behind one name.
 *
 * @param template what each replica runs as
 * @param drain how long a replica that leaves may take to finish its requests
 */
public record DeploymentSpec(
    DeploymentName name,
    Serving serving,
    ReplicaTemplate template,
    Replicas replicas,
    Scaling scaling,
    Probes probes,
    Duration drain) {
  /** Above jobs, which have 0: who waits for an answer goes before who waits for a result. */
  public static final int PRIORITY_DEFAULT = 100;

  public static final Duration DRAIN_DEFAULT = Duration.ofSeconds(30);

  public DeploymentSpec {
    if (drain.isNegative()) {
      throw new IllegalArgumentException("negative: drain " + drain);
    }
  }

  /**
   * What is served, and by what.
   *
   * @param model a version number once the deployment is accepted; empty where a command brings its
   *     own
   * @param command for {@link ModelRuntime#COMMAND} alone: a program that listens on 127.0.0.1; in
   *     its words {@code {port}} and {@code {model}} stand for the port and the model's folder
   * @param upstream the name under which the replicas know the model
   */
  public record Serving(
      Optional<ArtifactRef> model, ModelRuntime runtime, List<String> command, String upstream) {
    public Serving {
      command = List.copyOf(command);
      if ((runtime == ModelRuntime.COMMAND) == command.isEmpty()) {
        throw new IllegalArgumentException(
            "a command belongs to the runtime 'command': " + command);
      }
      if (runtime != ModelRuntime.COMMAND && model.isEmpty()) {
        throw new IllegalArgumentException("a built-in runtime serves a model, and none is named");
      }
      if (model.filter(ref -> ref.name().kind() != ArtifactKind.MODEL).isPresent()) {
        throw new IllegalArgumentException("not a model: " + model);
      }
    }
  }

  /** The priority of the replicas' jobs, what each replica holds, and its variables. */
  public record ReplicaTemplate(
      int priority, RankResources resources, SortedMap<String, String> env) {
    public ReplicaTemplate {
      env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
      if (Math.abs(priority) > JobSpec.PRIORITY_MAX) {
        throw new IllegalArgumentException("out of range: priority " + priority);
      }
    }
  }

  public DeploymentSpec withModel(ArtifactRef ref) {
    Serving pinned =
        new Serving(Optional.of(ref), serving.runtime, serving.command, serving.upstream);
    return new DeploymentSpec(name, pinned, template, replicas, scaling, probes, drain);
  }

  public DeploymentSpec withReplicas(Replicas other) {
    return new DeploymentSpec(name, serving, template, other, scaling, probes, drain);
  }

  /** Whether replicas of the other would be just like those of this one. */
  public boolean runsLike(DeploymentSpec other) {
    return serving.equals(other.serving) && template.equals(other.template);
  }
}
