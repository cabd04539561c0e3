package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.Names;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as its file describes it, in an order in which every step comes after those that it
 * waits for: the makers of its inputs, and those that {@code after} names.
 */
public record PipelineFile(String name, String project, List<PipelineStep> steps) {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  /** What tells ranks, and the server that compares steps, which code it is. */
  private static final String CODE = "ARKWRIGHT_CODE";

  private static final Set<String> FIELDS = new TreeSet<>(List.of("name", "project", "steps"));

  public PipelineFile {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a file's content.
   *
   * @param folder where the file is: what {@code code} names is relative to it
   * @throws FailureException saying what is wrong with it
   */
  public static PipelineFile read(byte[] document, Path folder) throws IOException {
    JsonNode root = tree(document);
    if (!root.isObject()) {
      throw new FailureException("the pipeline is no mapping\nexpected: name and steps");
    }
    root.fieldNames()
        .forEachRemaining(field -> {
          if (!FIELDS.contains(field)) {
            throw new FailureException(
                "unknown field '%s' in the pipeline\nexpected: %s"
                    .formatted(field, String.join(", ", FIELDS)));
          }
        });
    String name = named(root.path("name"), "name");
    String project = root.has("project") ? named(root.path("project"), "project") : "default";
    SequencedMap<String, Draft> drafts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> step : root.path("steps").properties()) {
      drafts.put(step.getKey(), draft(folder, name, project, step.getKey(), step.getValue()));
    }
    if (drafts.isEmpty()) {
      throw new FailureException(
          "the pipeline has no steps\nexpected: steps: {NAME: {command: …}}");
    }
    return new PipelineFile(name, project, ordered(drafts));
  }

  private record Draft(
      ObjectNode spec,
      SortedMap<String, ArtifactRef> inputs,
      SortedMap<String, ArtifactName> outputs,
      SortedSet<String> after) {}

  private static JsonNode tree(byte[] document) throws IOException {
    try {
      return YAML.readTree(document);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new FailureException("line %d: not YAML: %s".formatted(line, e.getOriginalMessage()));
    }
  }

  private static String named(JsonNode value, String what) {
    if (!value.isTextual() || !Names.isValid(value.asText(""))) {
      throw new FailureException(
          "the pipeline's %s is '%s'\nexpected: %s".formatted(what, value.asText(""), Names.RULE));
    }
    return value.asText("");
  }

  private static Draft draft(
      Path folder, String pipeline, String project, String name, JsonNode step) throws IOException {
    String job = pipeline + "-" + name;
    if (!(step instanceof ObjectNode spec) || !Names.isValid(job)) {
      throw new FailureException(
          "the step '%s' is wrong\nexpected: a name that makes '%s' a job's name, and a job's fields"
              .formatted(name, job));
    }
    for (String given : List.of("name", "project")) {
      if (spec.has(given)) {
        throw new FailureException(
            "the step '%s' has a %s\nexpected: that the pipeline gives it".formatted(name, given));
      }
    }
    SortedSet<String> after = new TreeSet<>(words(spec.remove("after")));
    List<String> code = words(spec.remove("code"));
    if (!code.isEmpty()) {
      spec.withObjectProperty("env").put(CODE, StepDigest.digest(folder, code));
    }
    spec.put("name", job).put("project", project);
    return new Draft(
        spec,
        artifacts(name, spec.path("inputs"), ArtifactRef::parse, ArtifactRef.SYNTAX),
        artifacts(name, spec.path("outputs"), ArtifactName::parse, ArtifactName.SYNTAX),
        after);
  }

  /** A word, or a list of words; none where the node is missing. */
  private static List<String> words(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      return List.of(node.asText(""));
    }
    List<String> words = new ArrayList<>();
    node.forEach(word -> words.add(word.asText("")));
    return words;
  }

  private static <T> SortedMap<String, T> artifacts(
      String step, JsonNode mounts, Function<String, Optional<T>> parse, String expected) {
    SortedMap<String, T> read = new TreeMap<>();
    for (Map.Entry<String, JsonNode> mount : mounts.properties()) {
      String text = mount.getValue().asText("");
      read.put(
          mount.getKey(),
          parse
              .apply(text)
              .orElseThrow(() ->
                  new FailureException(
                      "the step '%s' names '%s'\nexpected: %s".formatted(step, text, expected))));
    }
    return read;
  }

  private static List<PipelineStep> ordered(SequencedMap<String, Draft> drafts) {
    Map<ArtifactName, String> makers = makers(drafts);
    SequencedMap<String, PipelineStep> done = new LinkedHashMap<>();
    while (done.size() < drafts.size()) {
      int before = done.size();
      drafts.forEach((name, draft) -> {
        SortedSet<String> after = waitsFor(name, draft, drafts.keySet(), makers);
        if (!done.containsKey(name) && done.keySet().containsAll(after)) {
          int depth =
              done.values().stream()
                  .filter(each -> after.contains(each.name()))
                  .mapToInt(each -> each.depth() + 1)
                  .max()
                  .orElse(0);
          done.put(
              name, new PipelineStep(name, draft.spec, draft.inputs, draft.outputs, after, depth));
        }
      });
      if (done.size() == before) {
        SortedSet<String> left = new TreeSet<>(drafts.keySet());
        left.removeAll(done.keySet());
        throw new FailureException(
            "the steps %s wait for each other\nexpected: no circle among steps"
                .formatted(String.join(", ", left)));
      }
    }
    return new ArrayList<>(done.values());
  }

  private static Map<ArtifactName, String> makers(SequencedMap<String, Draft> drafts) {
    Map<ArtifactName, String> makers = new TreeMap<>();
    drafts.forEach((name, draft) ->
        draft
            .outputs
            .values()
            .forEach(artifact -> {
              String other = makers.putIfAbsent(artifact, name);
              if (other != null) {
                throw new FailureException(
                    "the steps %s and %s both make %s\nexpected: one maker of each artifact"
                        .formatted(other, name, artifact));
              }
            }));
    return makers;
  }

  private static SortedSet<String> waitsFor(
      String name, Draft draft, Set<String> known, Map<ArtifactName, String> makers) {
    SortedSet<String> after = new TreeSet<>(draft.after);
    for (ArtifactRef input : draft.inputs.values()) {
      String maker = makers.get(input.name());
      // A numbered version exists already: whoever makes the next one is not waited for.
      if (maker != null && input.version().isEmpty()) {
        after.add(maker);
      }
    }
    for (String other : after) {
      if (!known.contains(other)) {
        throw new FailureException(
            "the step '%s' is after '%s'\nexpected: one of %s"
                .formatted(name, other, String.join(", ", known)));
      }
    }
    return after;
  }
}
