package org.arkwright.spec.job;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads what a training is asked to be: {@code data}, {@code model}, and how the built-in trainer
 * learns. Numbers may be text, with {@code _} between their digits.
 */
public final class TrainingReader {
  private static final List<String> OWN =
      List.of("name", "project", "data", "model", "from", "ranks", "resources");
  private static final List<String> LENGTHS = List.of("minutes", "tokens", "steps");

  private TrainingReader() {}

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<TrainingRequest> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<TrainingRequest> training =
        SpecDocument.parse(document, problems).flatMap(mapping -> training(mapping, problems));
    return problems.isEmpty() && training.isPresent()
        ? new Reading.Read<>(training.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Optional<TrainingRequest> training(MappingNode mapping, SpecProblems problems) {
    List<String> known = new ArrayList<>(OWN);
    known.addAll(TrainerOption.fields());
    SpecFields fields = new SpecFields("", mapping, known, problems);
    Optional<ArtifactRef> data = ref(fields, "data", ArtifactKind.DATASET, true);
    Optional<ArtifactName> model =
        ref(fields, "model", ArtifactKind.MODEL, true)
            .map(ref -> {
              ref.version().ifPresent(_ -> refuseVersion(fields));
              return ref.name();
            });
    Optional<ArtifactRef> base = ref(fields, "from", ArtifactKind.MODEL, false);
    Optional<String> name = fields.value("name", SpecScalar.name());
    ProjectName project = fields.project();
    int ranks = fields.value("ranks", SpecScalar.wholeNumber(1, JobSpec.RANKS_MAX)).orElse(1);
    RankResources resources = ResourcesReader.perRank(fields);
    Optional<Long> cores = cores(fields, resources);
    TrainerOption.Given given = TrainerOption.read(fields);
    List<String> lengths = LENGTHS.stream().filter(fields::has).toList();
    if (lengths.size() > 1) {
      refuse(fields, lengths.get(1), "one of them", "give only one of minutes, tokens and steps");
    }
    checkShape(fields, given, base.isPresent());
    if (data.isEmpty() || model.isEmpty() || !problems.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TrainingRequest(
            name.orElse("train-" + model.get().name()),
            project,
            data.get(),
            model.get(),
            base,
            Optional.empty(),
            ranks,
            cores,
            resources,
            given.arguments(),
            given.context()));
  }

  private static void checkShape(SpecFields fields, TrainerOption.Given given, boolean continues) {
    if ((long) given.batch() * given.context() > TrainerOption.PASS_TOKENS_MAX) {
      refuse(
          fields,
          fields.has("batch") ? "batch" : "context",
          "at most %,d tokens together".formatted(TrainerOption.PASS_TOKENS_MAX),
          ("%s is %d and %s is %d, expected at most %,d tokens together; accumulation makes larger"
                  + " steps of several passes")
              .formatted(
                  "batch",
                  given.batch(),
                  "context",
                  given.context(),
                  TrainerOption.PASS_TOKENS_MAX));
    }
    for (String field : TrainerOption.SHAPE) {
      if (continues && fields.has(field)) {
        refuse(
            fields,
            field,
            "no shape",
            "%s does not go with from, whose model has its shape; leave one out".formatted(field));
      }
    }
    int width = given.hidden();
    int heads = given.heads();
    if (width % heads != 0 || width / heads % 2 != 0) {
      refuse(
          fields,
          fields.has("heads") ? "heads" : "hidden",
          "heads of an even width",
          ("%s is %d and %s is %d, expected a width that divides evenly into heads of an even"
                  + " width")
              .formatted("hidden", width, "heads", heads));
    }
  }

  static Optional<Long> cores(SpecFields fields, RankResources resources) {
    Optional<Node> node =
        fields.node("resources", "a mapping").flatMap(found -> child(found, "cpus"));
    if (node.isPresent()
        && node.get() instanceof ScalarNode
        && resources.cpuMillis() < TrainingRequest.CORES_MIN) {
      fields
          .problems()
          .value(
              "resources.cpus",
              node.get(),
              "cores from %s, such as 2 or 0.5, or none for a share of a node"
                  .formatted(
                      BigDecimal.valueOf(TrainingRequest.CORES_MIN, 3).stripTrailingZeros()));
    }
    return node.map(_ -> resources.cpuMillis());
  }

  private static Optional<Node> child(Node mapping, String name) {
    return mapping instanceof MappingNode found
        ? found.getValue().stream()
            .filter(tuple ->
                tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name))
            .map(NodeTuple::getValueNode)
            .findFirst()
        : Optional.empty();
  }

  static Optional<ArtifactRef> ref(
      SpecFields fields, String field, ArtifactKind kind, boolean required) {
    String expected = "a %s such as words, or words@3".formatted(kind.word());
    if (required && !fields.has(field)) {
      fields.problems().document(field, "%s is missing: give %s".formatted(field, expected));
    }
    return fields.value(
        field,
        new SpecScalar<>(
            expected,
            node -> {
              String text = node.getValue();
              return ArtifactRef.parse(text.contains("/") ? text : kind.word() + "/" + text)
                  .filter(ref -> ref.name().kind() == kind);
            }));
  }

  static void refuseVersion(SpecFields fields) {
    refuse(
        fields,
        "model",
        "a name without a version",
        "model has a version, expected a name such as words: the result becomes its next version");
  }

  static void refuse(SpecFields fields, String field, String expected, String message) {
    fields
        .node(field, expected)
        .ifPresentOrElse(
            node -> fields.problems().field(field, node, expected, message),
            () -> fields.problems().document(expected, message));
  }
}
