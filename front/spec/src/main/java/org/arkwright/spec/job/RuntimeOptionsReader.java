package org.arkwright.spec.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.RuntimeOptions;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads how a built-in runtime serves a model: the fields {@code options} and {@code adapters}. */
final class RuntimeOptionsReader {
  static final String OPTIONS = "options";
  static final String ADAPTERS = "adapters";

  private static final List<String> NAMES =
      List.of("context", "parallel", "batch", "threads", "gpuLayers");
  private static final String LIST = "a list of models such as [tone, style@2]";

  private RuntimeOptionsReader() {}

  /** Returns the options; what the runtime does not have is a problem at its own field. */
  static RuntimeOptions read(
      SpecFields fields, ModelRuntime runtime, SpecScalar<ArtifactRef> model) {
    List<ArtifactRef> adapters =
        fields.node(ADAPTERS, LIST).map(node -> adapters(fields, node, model)).orElse(List.of());
    Optional<SpecFields> given = fields.mapping(OPTIONS, NAMES);
    given.ifPresent(found -> NAMES.forEach(name -> refuse(found, name, runtime)));
    refuse(fields, ADAPTERS, runtime);
    return given
        .map(found ->
            new RuntimeOptions(
                number(found, "context", 1, RuntimeOptions.CONTEXT_MAX),
                number(found, "parallel", 1, RuntimeOptions.PARALLEL_MAX),
                number(found, "batch", 1, RuntimeOptions.BATCH_MAX),
                number(found, "threads", 1, RuntimeOptions.THREADS_MAX),
                number(found, "gpuLayers", -1, RuntimeOptions.GPU_LAYERS_MAX),
                adapters))
        .orElseGet(() -> RuntimeOptions.DEFAULT.withAdapters(adapters));
  }

  private static OptionalInt number(SpecFields fields, String name, int min, int max) {
    Optional<Integer> value = fields.value(name, SpecScalar.wholeNumber(min, max));
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }

  private static void refuse(SpecFields fields, String name, ModelRuntime runtime) {
    boolean known =
        switch (runtime) {
          case LLAMA_CPP -> true;
          case ONNX -> name.equals("threads");
          case COMMAND -> false;
        };
    if (known || !fields.has(name)) {
      return;
    }
    String instead =
        runtime == ModelRuntime.COMMAND
            ? "give your server's own options in its command"
            : "leave it out";
    fields
        .node(name, instead)
        .ifPresent(node ->
            fields
                .problems()
                .field(
                    fields.pathOf(name),
                    node,
                    instead,
                    "the runtime %s has no '%s'".formatted(runtime.word(), name)));
  }

  private static List<ArtifactRef> adapters(
      SpecFields fields, Node node, SpecScalar<ArtifactRef> model) {
    if (!(node instanceof SequenceNode list)
        || list.getValue().size() > RuntimeOptions.ADAPTERS_MAX) {
      fields.problems().value(ADAPTERS, node, LIST + ", at most " + RuntimeOptions.ADAPTERS_MAX);
      return List.of();
    }
    List<ArtifactRef> adapters = new ArrayList<>();
    Set<ArtifactName> names = new TreeSet<>();
    for (Node item : list.getValue()) {
      Optional<ArtifactRef> ref = model.read(item);
      if (ref.isEmpty()) {
        fields.problems().value(ADAPTERS, item, model.expected());
      } else if (!names.add(ref.get().name())) {
        fields
            .problems()
            .field(
                ADAPTERS,
                item,
                "each adapter once",
                "'%s' is there twice; requests name an adapter without its version"
                    .formatted(ref.get().name().name()));
      } else {
        adapters.add(ref.get());
      }
    }
    return adapters;
  }
}
