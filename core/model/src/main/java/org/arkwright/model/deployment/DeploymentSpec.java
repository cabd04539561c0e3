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
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;

/**
 * A user's specification of a deployment: replicas of one model behind one name.
 *
 * @param template what each replica runs as
 * @param drain how long a replica that is being removed may take to finish its requests
 */
public record DeploymentSpec(
    DeploymentName name,
    Serving serving,
    ReplicaTemplate template,
    Replicas replicas,
    Scaling scaling,
    Probes probes,
    Duration drain) {
  /** Above jobs, which have 0: interactive requests go before batch results. */
  public static final int PRIORITY_DEFAULT = 100;

  public static final Duration DRAIN_DEFAULT = Duration.ofSeconds(30);

  public DeploymentSpec {
    if (drain.isNegative()) {
      throw new IllegalArgumentException("negative: drain " + drain);
    }
  }

  /**
   * The model that is served, and the program that serves it.
   *
   * @param model has a version number once the deployment is accepted; empty where the command
   *     brings its own
   * @param command only for {@link ModelRuntime#COMMAND}: a program that listens on 127.0.0.1; in
   *     its arguments {@code {port}} and {@code {model}} stand for the port and the model's folder
   * @param upstream the name under which the replicas know the model
   * @param options of a built-in runtime; ONNX has threads alone, a command none
   */
  public record Serving(
      Optional<ArtifactRef> model,
      ModelRuntime runtime,
      List<String> command,
      String upstream,
      RuntimeOptions options) {
    /** Serves as the runtime chooses. */
    public Serving(
        Optional<ArtifactRef> model, ModelRuntime runtime, List<String> command, String upstream) {
      this(model, runtime, command, upstream, RuntimeOptions.DEFAULT);
    }

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
      if (!fits(runtime, options)) {
        throw new IllegalArgumentException(
            "the runtime %s does not have these options: %s".formatted(runtime.word(), options));
      }
    }
  }

  /**
   * The priority of the replicas' jobs, and the resources, environment and folder of each replica.
   *
   * @param workingDirectory as in {@link JobSpec.Execution}
   * @param snapshot as in {@link JobSpec.Execution}
   */
  public record ReplicaTemplate(
      int priority,
      RankResources resources,
      SortedMap<String, String> env,
      Optional<String> workingDirectory,
      Optional<Digest> snapshot) {
    /** A template whose replicas run in fresh, empty folders. */
    public ReplicaTemplate(int priority, RankResources resources, SortedMap<String, String> env) {
      this(priority, resources, env, Optional.empty(), Optional.empty());
    }

    public ReplicaTemplate {
      env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
      if (Math.abs(priority) > JobSpec.PRIORITY_MAX) {
        throw new IllegalArgumentException("out of range: priority " + priority);
      }
    }
  }

  private static boolean fits(ModelRuntime runtime, RuntimeOptions options) {
    return switch (runtime) {
      case LLAMA_CPP -> true;
      case ONNX -> options.isThreadsAlone();
      case COMMAND -> options.equals(RuntimeOptions.DEFAULT);
    };
  }

  /** The same with the model and the adapters that it names, by their version numbers. */
  public DeploymentSpec withModels(Optional<ArtifactRef> model, List<ArtifactRef> adapters) {
    Serving pinned =
        new Serving(
            model,
            serving.runtime,
            serving.command,
            serving.upstream,
            serving.options.withAdapters(adapters));
    return new DeploymentSpec(name, pinned, template, replicas, scaling, probes, drain);
  }

  public DeploymentSpec withReplicas(Replicas other) {
    return new DeploymentSpec(name, serving, template, other, scaling, probes, drain);
  }

  /** Whether the other spec's replicas would run exactly as this one's do. */
  public boolean runsLike(DeploymentSpec other) {
    return serving.equals(other.serving) && template.equals(other.template);
  }
}
