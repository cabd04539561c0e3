package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.arkwright.cli.terminal.WrongUseException;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's file as far as the folder beside it decides: which files travel with a step, and
 * where it runs. All else is the server's to read, which has looked at the file before.
 *
 * @param name what the file says, empty when nothing
 * @param head the pipeline's fields but for its steps
 */
public record PipelineFile(String name, ObjectNode head, List<PipelineStep> steps) {
  private static final YAMLMapper YAML = new YAMLMapper();

  public PipelineFile {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a document that the server would take.
   *
   * @param folder the folder of the file, to which paths are relative
   * @throws WrongUseException if what it says of the folder is wrong
   */
  public static PipelineFile read(byte[] document, Path folder) throws IOException {
    JsonNode root;
    try {
      root = YAML.readTree(new String(document, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new WrongUseException("the pipeline is not YAML: " + e.getOriginalMessage());
    }
    if (!(root instanceof ObjectNode fields)) {
      throw new WrongUseException("the pipeline is not a mapping\nexpected: name and steps");
    }
    List<PipelineStep> steps = new ArrayList<>();
    for (Map.Entry<String, JsonNode> step : root.path("steps").properties()) {
      if (step.getValue() instanceof ObjectNode spec) {
        StepCode code = StepCode.take(step.getKey(), folder, spec);
        steps.add(new PipelineStep(step.getKey(), spec, code));
      }
    }
    ObjectNode head = fields.deepCopy();
    head.remove("steps");
    return new PipelineFile(root.path("name").asText(""), head, steps);
  }

  /** What is sent: the file without what its folder has decided. */
  public ObjectNode document() {
    ObjectNode document = head.deepCopy();
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    steps.forEach(step -> all.set(step.name(), step.spec()));
    document.set("steps", all);
    return document;
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
}
