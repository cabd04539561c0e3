package org.arkwright.spec.site;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads a project's quota: {@code cohort}, {@code nominal}, {@code borrowingLimit}, {@code
 * lendingLimit} and {@code weight}. An omitted amount is unlimited.
 */
public final class QuotaReader {
  private static final List<String> FIELDS =
      List.of("cohort", "nominal", "borrowingLimit", "lendingLimit", "weight");
  private static final int WEIGHT_MAX = 1_000_000;

  private QuotaReader() {}

  /** Reads YAML or JSON in UTF-8 as the quota of that project. */
  public static Reading<Quota> read(ProjectName project, byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<Quota> quota =
        SpecDocument.parse(document, problems).map(mapping -> quota(project, mapping, problems));
    return problems.isEmpty() && quota.isPresent()
        ? new Reading.Read<>(quota.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  static Quota quota(ProjectName project, MappingNode mapping, SpecProblems problems) {
    SpecFields fields = new SpecFields("", mapping, FIELDS, problems);
    return new Quota(
        project,
        fields.value("cohort", SpecScalar.name()),
        amount(fields, "nominal"),
        amount(fields, "borrowingLimit"),
        amount(fields, "lendingLimit"),
        fields.value("weight", SpecScalar.wholeNumber(1, WEIGHT_MAX)).orElse(1));
  }

  /** Reads an amount of each resource; omitted resources are unlimited. */
  static Resources amount(SpecFields fields, String name) {
    Optional<SpecFields> found = fields.mapping(name, List.of("cpus", "memory", "devices"));
    if (found.isEmpty()) {
      return Resources.UNLIMITED;
    }
    SpecFields amount = found.get();
    long unlimited = Resources.UNLIMITED_AMOUNT;
    return new Resources(
        amount.value("cpus", unlimitedOr(SpecScalar.cores())).orElse(unlimited),
        amount.value("memory", unlimitedOr(memory())).orElse(unlimited),
        amount
            .value(
                "devices",
                unlimitedOr(
                    SpecScalar.cores()
                        .expecting("devices with at most three decimals, such as 8 or 0.5")))
            .orElse(unlimited));
  }

  private static SpecScalar<Long> memory() {
    SpecScalar<Bytes> bytes = SpecScalar.bytes();
    return new SpecScalar<>(bytes.expected(), node -> bytes.read(node).map(Bytes::value));
  }

  private static SpecScalar<Long> unlimitedOr(SpecScalar<Long> kind) {
    return new SpecScalar<>(
        kind.expected() + ", or unlimited",
        node ->
            node.getValue().equals("unlimited")
                ? Optional.of(Resources.UNLIMITED_AMOUNT)
                : kind.read(node));
  }
}
