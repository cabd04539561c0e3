package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.Names;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline, read from its file. Its steps are in topological order: each comes after the
 * producers of its inputs and the steps that its {@code after} names.
 */
public record PipelineFile(String name, String project, List<PipelineStep> steps) {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private static final String ESCAPE =
      "an escape such as \\x41 in quotes is no character, or cut off";

  private static final Set<String> FIELDS = new TreeSet<>(List.of("name", "project", "steps"));

  public PipelineFile {
    steps = List.copyOf(steps);
  }

  /**
   * Parses the content of a pipeline's file.
   *
   * @param folder the folder of the file, to which paths are relative
   * @throws WrongUseException if the content is invalid
   */
  public static PipelineFile read(byte[] document, Path folder) throws IOException {
    JsonNode root = tree(document);
    if (!root.isObject()) {
      throw new WrongUseException("the pipeline is not a mapping\nexpected: name and steps");
    }
    root.fieldNames()
        .forEachRemaining(field -> {
          if (!FIELDS.contains(field)) {
            throw new WrongUseException(
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
      throw new WrongUseException(
          "the pipeline has no steps\nexpected: steps: {NAME: {command: …}}");
    }
    return new PipelineFile(name, project, ordered(drafts));
  }

  private record Draft(
      ObjectNode spec,
      SortedMap<String, ArtifactRef> inputs,
      SortedMap<String, ArtifactName> outputs,
      SortedSet<String> after,
      StepCode code) {}

  private static JsonNode tree(byte[] document) throws IOException {
    try {
      return YAML.readTree(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString());
    } catch (CharacterCodingException _) {
      throw new WrongUseException(
          ("the pipeline is not text in UTF-8\n"
                  + "expected: UTF-8; convert it, as by iconv -f %s -t UTF-8")
              .formatted(likelyCharset(document)));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String problem = e.getOriginalMessage();
      // The library takes the digits of an escape for those of a number.
      throw new WrongUseException(
          "line %d: not YAML: %s"
              .formatted(line, problem.startsWith("Malformed Number token") ? ESCAPE : problem));
    } catch (IllegalArgumentException _) {
      // The library reads the digits of an escape without looking whether there are any.
      throw new WrongUseException("not YAML: " + ESCAPE);
    }
  }

  /** What text that is not in UTF-8 most probably is in, by the name that iconv has for it. */
  private static String likelyCharset(byte[] document) {
    String text = new String(document, StandardCharsets.ISO_8859_1);
    boolean marked = text.startsWith("\u00fe\u00ff") || text.startsWith("\u00ff\u00fe");
    return marked || text.indexOf('\0') >= 0 ? "UTF-16" : "LATIN1";
  }

  private static String named(JsonNode value, String what) {
    if (!value.isTextual() || !Names.isValid(value.asText(""))) {
      throw new WrongUseException(
          "the pipeline's %s is '%s'\nexpected: %s".formatted(what, value.asText(""), Names.RULE));
    }
    return value.asText("");
  }

  private static Draft draft(
      Path folder, String pipeline, String project, String name, JsonNode step) throws IOException {
    String job = pipeline + "-" + name;
    if (!(step instanceof ObjectNode spec) || !Names.isValid(job)) {
      throw new WrongUseException(
          "the step '%s' is invalid\nexpected: '%s' as a valid job name, and the fields of a job"
              .formatted(name, job));
    }
    for (String field : List.of("name", "project")) {
      if (spec.has(field)) {
        throw new WrongUseException(
            "the step '%s' has a %s\nexpected: none, the pipeline sets it".formatted(name, field));
      }
    }
    SortedSet<String> after = new TreeSet<>(texts(spec.remove("after")));
    StepCode code = StepCode.take(name, folder, spec);
    spec.put("name", job).put("project", project);
    return new Draft(
        spec,
        artifacts(name, spec.path("inputs"), ArtifactRef::parse, ArtifactRef.SYNTAX),
        artifacts(name, spec.path("outputs"), ArtifactName::parse, ArtifactName.SYNTAX),
        after,
        code);
  }

  /** Returns the texts of a node that is a text or a list of texts; empty if it is missing. */
  static List<String> texts(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      return List.of(node.asText(""));
    }
    List<String> texts = new ArrayList<>();
    node.forEach(text -> texts.add(text.asText("")));
    return texts;
  }

  private static <T> SortedMap<String, T> artifacts(
      String step, JsonNode mounts, Function<String, Optional<T>> parse, String expected) {
    SortedMap<String, T> parsed = new TreeMap<>();
    for (Map.Entry<String, JsonNode> mount : mounts.properties()) {
      String text = mount.getValue().asText("");
      parsed.put(
          mount.getKey(),
          parse
              .apply(text)
              .orElseThrow(() ->
                  new WrongUseException(
                      "the step '%s' names '%s'\nexpected: %s".formatted(step, text, expected))));
    }
    return parsed;
  }

  private static List<PipelineStep> ordered(SequencedMap<String, Draft> drafts) {
    Map<ArtifactName, String> producers = producers(drafts);
    SequencedMap<String, PipelineStep> done = new LinkedHashMap<>();
    while (done.size() < drafts.size()) {
      int before = done.size();
      drafts.forEach((name, draft) -> {
        SortedSet<String> after = dependencies(name, draft, drafts.keySet(), producers);
        if (!done.containsKey(name) && done.keySet().containsAll(after)) {
          int depth =
              done.values().stream()
                  .filter(each -> after.contains(each.name()))
                  .mapToInt(each -> each.depth() + 1)
                  .max()
                  .orElse(0);
          done.put(
              name,
              new PipelineStep(
                  name, draft.spec, draft.inputs, draft.outputs, after, draft.code, depth));
        }
      });
      if (done.size() == before) {
        SortedSet<String> remaining = new TreeSet<>(drafts.keySet());
        remaining.removeAll(done.keySet());
        throw new WrongUseException(
            "the steps %s wait for each other\nexpected: no cycle among steps"
                .formatted(String.join(", ", remaining)));
      }
    }
    return new ArrayList<>(done.values());
  }

  private static Map<ArtifactName, String> producers(SequencedMap<String, Draft> drafts) {
    Map<ArtifactName, String> producers = new TreeMap<>();
    drafts.forEach((name, draft) ->
        draft
            .outputs
            .values()
            .forEach(artifact -> {
              String other = producers.putIfAbsent(artifact, name);
              if (other != null) {
                throw new WrongUseException(
                    "the steps %s and %s both produce %s\nexpected: one producer per artifact"
                        .formatted(other, name, artifact));
              }
            }));
    return producers;
  }

  private static SortedSet<String> dependencies(
      String name, Draft draft, Set<String> known, Map<ArtifactName, String> producers) {
    SortedSet<String> after = new TreeSet<>(draft.after);
    for (ArtifactRef input : draft.inputs.values()) {
      String producer = producers.get(input.name());
      // A numbered version already exists, so the producer of the next one is no dependency.
      if (producer != null && input.version().isEmpty()) {
        after.add(producer);
      }
    }
    for (String other : after) {
      if (!known.contains(other)) {
        throw new WrongUseException(
            "the step '%s' is after '%s'\nexpected: one of %s"
                .formatted(name, other, String.join(", ", known)));
      }
    }
    return after;
  }
}
