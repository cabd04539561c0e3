package org.arkwright.spec.job;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.RuntimeOptions;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a deployment's spec. The name is not part of the document: the address gives it. */
public final class DeploymentReader {
  private static final List<String> FIELDS =
      List.of(
          "model",
          "runtime",
          "command",
          "upstreamModel",
          RuntimeOptionsReader.OPTIONS,
          RuntimeOptionsReader.ADAPTERS,
          "replicas",
          "priority",
          "resources",
          "env",
          "secrets",
          "workingDirectory",
          "snapshot",
          "scaling",
          "probes",
          "drain");
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final int FAILURES_MAX = 1000;
  private static final int OUTSTANDING_MAX = 1_000_000;
  private static final String COMMAND = "a list such as [llama-server, --port, '{port}']";
  private static final SpecScalar<String> ARGUMENT = SpecScalar.text("text or a number", _ -> true);
  private static final SpecScalar<String> PATH =
      SpecScalar.text("a path such as /health", DeploymentReader::isPath);
  private static final SpecScalar<String> UPSTREAM =
      SpecScalar.text("1 to 255 characters", text -> !text.isBlank() && text.length() <= 255);
  private static final SpecScalar<ArtifactRef> MODEL =
      new SpecScalar<>(
          "a model such as definer, definer@3 or definer@latest", node -> model(node.getValue()));
  private static final SpecScalar<ModelRuntime> RUNTIME =
      new SpecScalar<>("llama.cpp, onnx or command", node -> runtime(node.getValue()));
  private static final SpecScalar<Replicas> REPLICAS =
      new SpecScalar<>(
          "a number such as 2 or a range such as 0..3, at most " + Replicas.MAX,
          node -> replicas(node.getValue()));

  private DeploymentReader() {}

  /**
   * Reads YAML or JSON in UTF-8.
   *
   * @param runtimes gives the runtime for a model when the document names none
   */
  public static Reading<DeploymentSpec> read(
      DeploymentName name, byte[] document, Function<ArtifactRef, ModelRuntime> runtimes) {
    return read(name, document, runtimes, SecretSealer.NONE);
  }

  /** As {@link #read(DeploymentName, byte[], Function)}, with secret variables sealed. */
  public static Reading<DeploymentSpec> read(
      DeploymentName name,
      byte[] document,
      Function<ArtifactRef, ModelRuntime> runtimes,
      SecretSealer sealer) {
    SpecProblems problems = new SpecProblems();
    Optional<DeploymentSpec> spec =
        SpecDocument.parse(document, problems)
            .flatMap(mapping -> spec(name, mapping, problems, runtimes, sealer));
    return problems.isEmpty() && spec.isPresent()
        ? new Reading.Read<>(spec.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads a document whose one field is {@code replicas}. */
  public static Reading<Replicas> readScale(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<Replicas> replicas =
        SpecDocument.parse(document, problems)
            .flatMap(mapping ->
                new SpecFields("", mapping, List.of("replicas"), problems)
                    .value("replicas", REPLICAS));
    if (problems.isEmpty() && replicas.isEmpty()) {
      problems.document("replicas", "no number of replicas: give replicas");
    }
    return problems.isEmpty() && replicas.isPresent()
        ? new Reading.Read<>(replicas.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Optional<DeploymentSpec> spec(
      DeploymentName name,
      MappingNode mapping,
      SpecProblems problems,
      Function<ArtifactRef, ModelRuntime> runtimes,
      SecretSealer sealer) {
    SpecFields fields = new SpecFields("", mapping, FIELDS, problems);
    Optional<ArtifactRef> model = fields.value("model", MODEL);
    List<String> command =
        fields.node("command", COMMAND).map(node -> arguments(fields, node)).orElse(List.of());
    ModelRuntime runtime =
        fields
            .value("runtime", RUNTIME)
            .orElseGet(() ->
                fields.has("command")
                    ? ModelRuntime.COMMAND
                    : model.map(runtimes).orElse(ModelRuntime.LLAMA_CPP));
    String upstream =
        fields
            .value("upstreamModel", UPSTREAM)
            .orElse(model.map(ref -> ref.name().name()).orElse(name.name()));
    RuntimeOptions options = RuntimeOptionsReader.read(fields, runtime, MODEL);
    Replicas replicas = fields.value("replicas", REPLICAS).orElse(Replicas.ONE);
    int priority =
        fields
            .value("priority", SpecScalar.wholeNumber(-JobSpec.PRIORITY_MAX, JobSpec.PRIORITY_MAX))
            .orElse(DeploymentSpec.PRIORITY_DEFAULT);
    RankResources resources = ResourcesReader.perRank(fields);
    var env = EnvironmentReader.read(fields, sealer);
    FolderReader folder = FolderReader.read(fields);
    Scaling scaling = scaling(fields);
    Probes probes = probes(fields);
    Duration drain =
        fields
            .value("drain", SpecScalar.duration(Duration.ZERO))
            .orElse(DeploymentSpec.DRAIN_DEFAULT);
    if (runtime == ModelRuntime.COMMAND && command.isEmpty()) {
      problems.document("command", "the runtime 'command' needs a command");
    } else if (runtime != ModelRuntime.COMMAND && fields.has("command")) {
      problems.document("no command", "only the runtime 'command' takes a command");
    } else if (runtime != ModelRuntime.COMMAND && !fields.has("model")) {
      problems.document("model", "nothing to serve: name a model, or give a command");
    }
    return problems.isEmpty()
        ? Optional.of(
            new DeploymentSpec(
                name,
                new DeploymentSpec.Serving(model, runtime, command, upstream, options),
                new DeploymentSpec.ReplicaTemplate(
                    priority, resources, env, folder.directory(), folder.snapshot()),
                replicas,
                scaling,
                probes,
                drain))
        : Optional.empty();
  }

  private static Scaling scaling(SpecFields fields) {
    Scaling defaults = Scaling.DEFAULT;
    return fields
        .mapping("scaling", List.of("targetOutstanding", "stabilisation", "idle"))
        .map(found ->
            new Scaling(
                found
                    .value("targetOutstanding", SpecScalar.wholeNumber(1, OUTSTANDING_MAX))
                    .orElse(defaults.targetOutstanding()),
                found
                    .value("stabilisation", SpecScalar.duration(Duration.ZERO))
                    .orElse(defaults.stabilisation()),
                found.value("idle", SpecScalar.duration(Duration.ZERO)).orElse(defaults.idle())))
        .orElse(defaults);
  }

  /** Whether text behind an address names a place on that machine, and nothing else. */
  private static boolean isPath(String text) {
    try {
      return text.matches("/[!-~]{0,254}")
          && new URI("http://host" + text).getRawFragment() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static Probes probes(SpecFields fields) {
    Probes defaults = Probes.DEFAULT;
    return fields
        .mapping("probes", List.of("path", "period", "timeout", "failures", "startup"))
        .map(found ->
            new Probes(
                found.value("path", PATH).orElse(defaults.path()),
                found.value("period", SpecScalar.duration(SHORTEST)).orElse(defaults.period()),
                found.value("timeout", SpecScalar.duration(SHORTEST)).orElse(defaults.timeout()),
                found
                    .value("failures", SpecScalar.wholeNumber(1, FAILURES_MAX))
                    .orElse(defaults.failures()),
                found.value("startup", SpecScalar.duration(SHORTEST)).orElse(defaults.startup())))
        .orElse(defaults);
  }

  private static List<String> arguments(SpecFields fields, Node node) {
    List<String> arguments = new ArrayList<>();
    if (node instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        ARGUMENT.read(item).ifPresent(arguments::add);
      }
      if (arguments.size() == list.getValue().size() && !arguments.isEmpty()) {
        return arguments;
      }
    }
    fields.problems().value("command", node, COMMAND);
    return List.of();
  }

  private static Optional<ArtifactRef> model(String text) {
    String prefix = ArtifactKind.MODEL.word() + "/";
    return ArtifactRef.parse(text.startsWith(prefix) ? text : prefix + text);
  }

  private static Optional<ModelRuntime> runtime(String word) {
    for (ModelRuntime runtime : ModelRuntime.values()) {
      if (runtime.word().equals(word)) {
        return Optional.of(runtime);
      }
    }
    return Optional.empty();
  }

  private static Optional<Replicas> replicas(String text) {
    if (!text.matches("[0-9]{1,4}(\\.\\.[0-9]{1,4})?")) {
      return Optional.empty();
    }
    int dots = text.indexOf("..");
    int min = Integer.parseInt(dots < 0 ? text : text.substring(0, dots));
    int max = dots < 0 ? min : Integer.parseInt(text.substring(dots + 2));
    return min <= max && max <= Replicas.MAX
        ? Optional.of(new Replicas(min, max))
        : Optional.empty();
  }
}
