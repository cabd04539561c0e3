package org.arkwright.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Changed conditions under which the recorded jobs are to be replayed.
 *
 * @param changes the values of each option of the twin, in order; what a value may be is the twin's
 *     to say
 * @param files the texts of files, by the option that names them
 * @param together whether all changes make one scenario
 * @param text whether the answer is to be the text for a terminal instead of data
 */
public record WhatIfRequest(
    Map<String, List<String>> changes,
    Map<String, List<String>> files,
    boolean together,
    boolean text) {
  private static final String LIST = "a list of texts";
  private static final SpecScalar<String> TEXT =
      SpecScalar.text("text or a number", one -> !one.isBlank());

  /** The twin's option of each field. */
  private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

  /** As {@link #OPTIONS}, of fields with the texts of files. */
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    OPTIONS.put("policies", "--policy");
    OPTIONS.put("quotas", "--quota");
    OPTIONS.put("arrivals", "--arrivals");
    OPTIONS.put("powerCaps", "--power-cap");
    OPTIONS.put("by", "--by");
    FILES.put("fleets", "--fleet");
    FILES.put("sites", "--site");
  }

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<WhatIfRequest> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<WhatIfRequest> read =
        SpecDocument.parse(document, problems).map(mapping -> request(mapping, problems));
    return problems.isEmpty() && read.isPresent()
        ? new Reading.Read<>(read.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static WhatIfRequest request(MappingNode mapping, SpecProblems problems) {
    List<String> known = new ArrayList<>(OPTIONS.keySet());
    known.addAll(FILES.keySet());
    known.addAll(List.of("checkpoint", "restart", "together", "format"));
    SpecFields fields = new SpecFields("", mapping, known, problems);
    Map<String, List<String>> changes = new LinkedHashMap<>();
    OPTIONS.forEach((field, option) -> changes.put(option, texts(fields, field)));
    Map<String, List<String>> files = new LinkedHashMap<>();
    FILES.forEach((field, option) -> files.put(option, texts(fields, field)));
    for (String field : List.of("checkpoint", "restart")) {
      fields.value(field, TEXT).ifPresent(value -> changes.put("--" + field, List.of(value)));
    }
    return new WhatIfRequest(
        changes,
        files,
        fields.value("together", SpecScalar.truth()).orElse(false),
        fields
            .value("format", SpecScalar.text("json or text", List.of("json", "text")::contains))
            .filter("text"::equals)
            .isPresent());
  }

  private static List<String> texts(SpecFields fields, String field) {
    Optional<Node> node = fields.node(field, LIST);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!(node.get() instanceof SequenceNode list)) {
      fields.problems().value(field, node.get(), LIST);
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Node item : list.getValue()) {
      Optional<String> text = TEXT.read(item);
      if (text.isEmpty()) {
        fields.problems().value(field + "[" + texts.size() + "]", item, TEXT.expected());
      }
      texts.add(text.orElse("?"));
    }
    return texts;
  }
}
