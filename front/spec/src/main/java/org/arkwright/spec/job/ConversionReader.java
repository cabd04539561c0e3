package org.arkwright.spec.job;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.ProjectName;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads what a conversion is asked to be: {@code model}, and what is to become of it. */
public final class ConversionReader {
  private static final List<String> FIELDS =
      List.of("name", "project", "model", "to", "type", "quantize", "resources");
  private static final List<String> TYPES = List.of("f16", "bf16", "f32");
  private static final List<String> KINDS =
      List.of(
          "q8_0", "q6_k", "q5_k_m", "q5_k_s", "q5_1", "q5_0", "q4_k_m", "q4_k_s", "q4_1", "q4_0",
          "q3_k_l", "q3_k_m", "q3_k_s", "q2_k");

  private ConversionReader() {}

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<ConversionRequest> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<ConversionRequest> conversion =
        SpecDocument.parse(document, problems).flatMap(mapping -> conversion(mapping, problems));
    return problems.isEmpty() && conversion.isPresent()
        ? new Reading.Read<>(conversion.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Optional<ConversionRequest> conversion(
      MappingNode mapping, SpecProblems problems) {
    SpecFields fields = new SpecFields("", mapping, FIELDS, problems);
    if (!fields.has("model")) {
      problems.document("model", "model is missing: give a model such as words, or words@3");
    }
    Optional<ArtifactRef> model = fields.value("model", ref("a model such as words, or words@3"));
    Optional<ArtifactName> to =
        fields
            .value(
                "to",
                new SpecScalar<ArtifactRef>(
                    "a model's name such as words",
                    node -> ref("").read(node).filter(ref -> ref.version().isEmpty())))
            .map(ArtifactRef::name);
    Optional<String> name = fields.value("name", SpecScalar.name());
    ProjectName project = fields.project();
    Optional<String> type = fields.value("type", oneOf(TYPES));
    Optional<String> quantize = fields.value("quantize", oneOf(KINDS));
    var resources = ResourcesReader.perRank(fields);
    if (model.isEmpty() || !problems.isEmpty()) {
      return Optional.empty();
    }
    ArtifactName result = to.orElse(model.get().name());
    return Optional.of(
        new ConversionRequest(
            name.orElse("convert-" + result.name()),
            project,
            model.get(),
            result,
            type,
            quantize,
            resources));
  }

  private static SpecScalar<String> oneOf(List<String> words) {
    return SpecScalar.text(String.join(" or ", words), words::contains);
  }

  private static SpecScalar<ArtifactRef> ref(String expected) {
    return new SpecScalar<>(
        expected,
        node -> {
          String text = node.getValue();
          return ArtifactRef.parse(text.contains("/") ? text : "model/" + text)
              .filter(ref -> ref.name().kind() == ArtifactKind.MODEL);
        });
  }
}
