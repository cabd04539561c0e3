package org.arkwright.spec.job;

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

/**
 * Reads what a tuning is asked to be: {@code base}, {@code data}, and how the base learns from
 * them. Numbers may be text, with {@code _} between their digits.
 */
public final class TuningReader {
  private static final String METHOD = "method";
  private static final String MERGE = "merge";
  private static final String RECOMPUTE = "recompute";
  private static final String ADAPTER = "adapter";
  private static final String FULL = "full";
  private static final List<String> METHODS = List.of("lora", FULL);
  private static final List<String> RECOMPUTING = List.of("auto", "yes", "no");

  /** The options of an adapter that begins. */
  private static final List<String> SHAPE = List.of("rank", "alpha");

  private static final List<String> OWN =
      List.of(
          "name",
          "project",
          "base",
          "data",
          "model",
          ADAPTER,
          "ranks",
          "resources",
          METHOD,
          MERGE,
          RECOMPUTE,
          TrainerOption.PRECISION);

  /** By their fields, in the order in which the trainer gets them. */
  private static final List<TrainerOption> NUMBERS =
      List.of(
          TrainerOption.whole("rank", 1, 4096),
          TrainerOption.decimal("alpha", "0.001", "1000000"),
          TrainerOption.decimal("epochs", "0.01", "10000"),
          TrainerOption.whole("steps", 1, 1_000_000_000),
          TrainerOption.whole("maxLength", 16, 1 << 20),
          TrainerOption.whole("batch", 1, 1 << 16),
          TrainerOption.whole("accumulation", 1, 1 << 20),
          TrainerOption.decimal("learningRate", "0.000000001", "1"),
          TrainerOption.whole("warmUp", 0, 1 << 30),
          TrainerOption.decimal("weightDecay", "0", "1"),
          TrainerOption.decimal("clip", "0", "1000000000"),
          TrainerOption.decimal("validation", "0", "0.5"),
          TrainerOption.whole("seed", 0, Integer.MAX_VALUE),
          TrainerOption.decimal("checkpointSeconds", "0", "1000000000"));

  private TuningReader() {}

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<TrainingRequest> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<TrainingRequest> tuning =
        SpecDocument.parse(document, problems).flatMap(mapping -> tuning(mapping, problems));
    return problems.isEmpty() && tuning.isPresent()
        ? new Reading.Read<>(tuning.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Optional<TrainingRequest> tuning(MappingNode mapping, SpecProblems problems) {
    List<String> known = new ArrayList<>(OWN);
    NUMBERS.forEach(option -> known.add(option.field()));
    SpecFields fields = new SpecFields("", mapping, known, problems);
    Optional<ArtifactRef> base = TrainingReader.ref(fields, "base", ArtifactKind.MODEL, true);
    Optional<ArtifactRef> data = TrainingReader.ref(fields, "data", ArtifactKind.DATASET, true);
    Optional<ArtifactRef> adapter = TrainingReader.ref(fields, ADAPTER, ArtifactKind.MODEL, false);
    Optional<ArtifactRef> model = TrainingReader.ref(fields, "model", ArtifactKind.MODEL, false);
    if (model.isPresent() && model.get().version().isPresent()) {
      TrainingReader.refuseVersion(fields);
    }
    Optional<String> name = fields.value("name", SpecScalar.name());
    ProjectName project = fields.project();
    int ranks = fields.value("ranks", SpecScalar.wholeNumber(1, JobSpec.RANKS_MAX)).orElse(1);
    RankResources resources = ResourcesReader.perRank(fields);
    Optional<Long> cores = TrainingReader.cores(fields, resources);
    List<String> arguments = arguments(fields, resources);
    if (base.isEmpty() || data.isEmpty() || !problems.isEmpty()) {
      return Optional.empty();
    }
    ArtifactName result =
        model
            .map(ArtifactRef::name)
            .orElse(new ArtifactName(ArtifactKind.MODEL, base.get().name().name() + "-tuned"));
    return Optional.of(
        new TrainingRequest(
            name.orElse("tune-" + result.name()),
            project,
            data.get(),
            result,
            base,
            adapter,
            ranks,
            cores,
            resources,
            arguments,
            0));
  }

  private static List<String> arguments(SpecFields fields, RankResources resources) {
    String method =
        fields.value(METHOD, SpecScalar.text("lora or full", METHODS::contains)).orElse("lora");
    List<String> arguments = new ArrayList<>(List.of("--tune", method));
    boolean merge = fields.value(MERGE, SpecScalar.truth()).orElse(false);
    if (merge) {
      arguments.addAll(List.of("--merge", "yes"));
    }
    TrainerOption.readNumbers(fields, NUMBERS, arguments);
    TrainerOption.readPrecision(fields, arguments);
    fields
        .value(RECOMPUTE, SpecScalar.text("auto or yes or no", RECOMPUTING::contains))
        .ifPresent(kind -> arguments.addAll(List.of("--recompute", kind)));
    if (resources.memory().value() > 0) {
      arguments.addAll(List.of("--memory", Long.toString(resources.memory().value())));
    }
    if (fields.has("steps") && fields.has("epochs")) {
      TrainingReader.refuse(fields, "steps", "one of them", "give only one of epochs and steps");
    }
    for (String field : SHAPE) {
      refuseBeside(fields, field, ADAPTER, fields.has(ADAPTER), "which has its shape");
      refuseBeside(fields, field, "method full", method.equals(FULL), "which trains all weights");
    }
    refuseBeside(fields, ADAPTER, "method full", method.equals(FULL), "which trains all weights");
    return arguments;
  }

  private static void refuseBeside(
      SpecFields fields, String field, String other, boolean isThere, String why) {
    if (isThere && fields.has(field)) {
      TrainingReader.refuse(
          fields,
          field,
          "none",
          "%s does not go with %s, %s; leave one out".formatted(field, other, why));
    }
  }
}
