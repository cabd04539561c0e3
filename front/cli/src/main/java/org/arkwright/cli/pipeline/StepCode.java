package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.terminal.WrongUseException;

/** Which files of a pipeline's folder travel with a step. */
sealed interface StepCode {
  /** The variable with the digest of a step's code, for its ranks and the server's comparison. */
  String VARIABLE = "ARKWRIGHT_CODE";

  /** None: the step runs in a folder of the node, or in an empty one. */
  record None() implements StepCode {}

  /** All that no ignore file names. */
  record Everything() implements StepCode {}

  /**
   * These files, and those below these folders.
   *
   * @param paths relative to the pipeline's folder, with {@code /} between parts
   */
  record Some(List<String> paths) implements StepCode {
    public Some {
      paths = List.copyOf(paths);
    }

    /** Whether the path is one of them, or below one. */
    boolean has(String path) {
      return paths.stream()
          .anyMatch(one -> one.isEmpty() || path.equals(one) || path.startsWith(one + "/"));
    }
  }

  /**
   * Takes the fields on code out of a step: {@code code}, {@code inPlace}, {@code snapshot: false}.
   *
   * @throws WrongUseException when a path does not exist, or leads out of the folder
   */
  static StepCode take(String step, Path folder, ObjectNode spec) throws IOException {
    JsonNode said = spec.remove("code");
    List<String> code = PipelineFile.texts(said);
    boolean inPlace = truth(step, "inPlace", spec.remove("inPlace"), false);
    JsonNode kept = spec.get("snapshot");
    boolean travels = kept == null || !kept.isBoolean() || truth(step, "snapshot", kept, true);
    if (kept != null && kept.isBoolean()) {
      spec.remove("snapshot");
    }
    if (inPlace && (spec.has("workingDirectory") || spec.has("snapshot"))) {
      throw new WrongUseException(
          "the step '%s' has both inPlace and %s\nexpected: one of them"
              .formatted(step, spec.has("snapshot") ? "snapshot" : "workingDirectory"));
    }
    if (inPlace) {
      spec.put("workingDirectory", folder.toString());
    }
    if (!code.isEmpty()) {
      // Also where the files are not sent, a change of them makes it another step.
      spec.withObjectProperty("env").put(VARIABLE, StepDigest.digest(folder, code));
      List<String> paths = code.stream().map(path -> checked(folder, path)).toList();
      return spec.has("workingDirectory") ? new None() : new Some(paths);
    }
    // An empty list says that no files are wanted; all of the folder would be a surprise.
    boolean nothing = said != null && said.isArray();
    return travels && !nothing && !spec.has("workingDirectory") && !spec.has("snapshot")
        ? new Everything()
        : new None();
  }

  private static boolean truth(
      String step, String field, @org.jspecify.annotations.Nullable JsonNode node, boolean absent) {
    if (node == null) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw new WrongUseException(
          "the step '%s' has %s: '%s'\nexpected: true or false"
              .formatted(step, field, node.asText("")));
    }
    return node.asBoolean();
  }

  private static String checked(Path folder, String path) {
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder)) {
      throw new WrongUseException(
          "the code %s does not travel\nexpected: a file or folder below that of the pipeline's file"
              .formatted(file));
    }
    List<String> parts = new ArrayList<>();
    folder.relativize(file).forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }
}
