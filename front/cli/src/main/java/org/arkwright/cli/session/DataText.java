package org.arkwright.cli.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.arkwright.cli.session.GlobalOptions.Format;

/** Writes answers as JSON or YAML. */
final class DataText {
  private DataText() {}

  /** Returns the value over several lines, without a newline at the end. */
  static String of(JsonNode value, Format format) {
    try {
      return format == Format.YAML ? yaml(value) : json(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns one of a sequence of values: a line of JSON, or a document of YAML. */
  static String item(JsonNode value, Format format) {
    return format == Format.YAML ? "---\n" + of(value, format) : value.toString();
  }

  private static String json(JsonNode value) throws JsonProcessingException {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(value);
  }

  private static String yaml(JsonNode value) throws JsonProcessingException {
    return YAMLMapper.builder()
        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
        .build()
        .writeValueAsString(value)
        .stripTrailing();
  }
}
