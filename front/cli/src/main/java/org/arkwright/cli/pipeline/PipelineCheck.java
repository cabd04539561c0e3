package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiProblem;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.terminal.WrongUseException;

/** Asks the server about every step of a pipeline before the first one starts. */
public final class PipelineCheck {
  private PipelineCheck() {}

  /**
   * Returns if the server would take each step's spec.
   *
   * @param document the pipeline's file, for the lines of what is wrong
   * @throws WrongUseException with all that is wrong, each with its line and step
   */
  public static void check(ApiClient api, PipelineFile pipeline, byte[] document)
      throws IOException {
    List<String> errors = new ArrayList<>();
    Map<String, Integer> lines = lines(document);
    for (PipelineStep step : pipeline.steps()) {
      try {
        var _ = api.post("/jobs/check", step.spec());
      } catch (ProblemException refused) {
        List<ApiProblem.FieldError> fields = refused.problem().fields();
        if (fields.isEmpty()) {
          throw refused;
        }
        for (ApiProblem.FieldError error : fields) {
          errors.add(
              "line %d: step '%s': %s"
                  .formatted(
                      line(lines, "steps." + step.name(), error.field()),
                      step.name(),
                      error.message()));
        }
      }
    }
    if (!errors.isEmpty()) {
      throw new WrongUseException(String.join("\n", errors) + "\nNo step was started.");
    }
  }

  /** The line of a field, or of the nearest mapping around it. */
  private static int line(Map<String, Integer> lines, String step, String field) {
    String path = field.isEmpty() ? step : step + "." + field;
    while (!lines.containsKey(path) && path.length() > step.length()) {
      int dot = path.lastIndexOf('.');
      path = dot < step.length() ? step : path.substring(0, dot);
    }
    return lines.getOrDefault(path, 1);
  }

  /** The line of each field, by its path with dots. */
  private static Map<String, Integer> lines(byte[] document) throws IOException {
    Map<String, Integer> lines = new TreeMap<>();
    try (JsonParser parser = new YAMLFactory().createParser(document)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          var _ =
              lines.putIfAbsent(
                  parser
                      .getParsingContext()
                      .pathAsPointer()
                      .toString()
                      .substring(1)
                      .replace('/', '.'),
                  parser.currentTokenLocation().getLineNr());
        }
      }
    }
    return lines;
  }
}
