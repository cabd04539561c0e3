package org.arkwright.stored;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.RuntimeOptions;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.ProjectName;

/** The stored form of {@link DeploymentSpec}. */
record StoredDeployment(
    Name name,
    Optional<ArtifactRef> model,
    Program runtime,
    List<String> command,
    String upstream,
    Range replicas,
    int priority,
    StoredJobSpec.Rank resources,
    SortedMap<String, String> env,
    Scale scaling,
    Probe probes,
    Duration drain,
    Optional<String> workingDirectory,
    Optional<Digest> snapshot,
    Optional<Options> options) {
  static StoredDeployment of(DeploymentSpec spec) {
    return new StoredDeployment(
        Name.of(spec.name()),
        spec.serving().model(),
        Program.of(spec.serving().runtime()),
        spec.serving().command(),
        spec.serving().upstream(),
        new Range(spec.replicas().min(), spec.replicas().max()),
        spec.template().priority(),
        StoredJobSpec.Rank.of(spec.template().resources()),
        spec.template().env(),
        Scale.of(spec.scaling()),
        Probe.of(spec.probes()),
        spec.drain(),
        spec.template().workingDirectory(),
        spec.template().snapshot(),
        Options.of(spec.serving().options()));
  }

  DeploymentSpec spec() {
    return new DeploymentSpec(
        name.model(),
        new DeploymentSpec.Serving(
            model,
            runtime.model(),
            command,
            upstream,
            options.map(Options::model).orElse(RuntimeOptions.DEFAULT)),
        new DeploymentSpec.ReplicaTemplate(
            priority, resources.model(), env, workingDirectory, snapshot),
        new Replicas(replicas.min, replicas.max),
        scaling.model(),
        probes.model(),
        drain);
  }

  /** The stored form of {@link DeploymentName}. */
  record Name(ProjectName project, String name) {
    static Name of(DeploymentName name) {
      return new Name(name.project(), name.name());
    }

    DeploymentName model() {
      return new DeploymentName(project, name);
    }
  }

  enum Program {
    LLAMA_CPP,
    ONNX,
    COMMAND;

    static Program of(ModelRuntime runtime) {
      return switch (runtime) {
        case LLAMA_CPP -> LLAMA_CPP;
        case ONNX -> ONNX;
        case COMMAND -> COMMAND;
      };
    }

    ModelRuntime model() {
      return switch (this) {
        case LLAMA_CPP -> ModelRuntime.LLAMA_CPP;
        case ONNX -> ModelRuntime.ONNX;
        case COMMAND -> ModelRuntime.COMMAND;
      };
    }
  }

  /** The stored form of {@link RuntimeOptions}; none where nothing was chosen. */
  record Options(
      Optional<Integer> context,
      Optional<Integer> parallel,
      Optional<Integer> batch,
      Optional<Integer> threads,
      Optional<Integer> gpuLayers,
      List<ArtifactRef> adapters) {
    static Optional<Options> of(RuntimeOptions options) {
      return options.equals(RuntimeOptions.DEFAULT)
          ? Optional.empty()
          : Optional.of(
              new Options(
                  boxed(options.context()),
                  boxed(options.parallel()),
                  boxed(options.batch()),
                  boxed(options.threads()),
                  boxed(options.gpuLayers()),
                  options.adapters()));
    }

    RuntimeOptions model() {
      return new RuntimeOptions(
          plain(context),
          plain(parallel),
          plain(batch),
          plain(threads),
          plain(gpuLayers),
          adapters);
    }

    private static Optional<Integer> boxed(OptionalInt value) {
      return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }

    private static OptionalInt plain(Optional<Integer> value) {
      return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
  }

  /** The stored form of {@link Replicas}. */
  record Range(int min, int max) {}

  /** The stored form of {@link Scaling}. */
  record Scale(int targetOutstanding, Duration stabilisation, Duration idle) {
    static Scale of(Scaling scaling) {
      return new Scale(scaling.targetOutstanding(), scaling.stabilisation(), scaling.idle());
    }

    Scaling model() {
      return new Scaling(targetOutstanding, stabilisation, idle);
    }
  }

  /** The stored form of {@link Probes}. */
  record Probe(String path, Duration period, Duration timeout, int failures, Duration startup) {
    static Probe of(Probes probes) {
      return new Probe(
          probes.path(), probes.period(), probes.timeout(), probes.failures(), probes.startup());
    }

    Probes model() {
      return new Probes(path, period, timeout, failures, startup);
    }
  }
}
