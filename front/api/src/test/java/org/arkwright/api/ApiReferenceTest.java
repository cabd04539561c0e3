package org.arkwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/reference/api.md lists the operations that openapi.yaml describes. */
class ApiReferenceTest {
  private static final Path WRITTEN = Path.of("../../docs/reference/api.md");
  private static final String BEGIN = "<!-- operations -->\n";
  private static final String END = "<!-- /operations -->\n";
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  @Test
  void reference_listsTheOperationsOfOpenApi() throws IOException {
    String page = Files.readString(WRITTEN);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String made = page.substring(0, begin) + operations() + page.substring(end);
    Path target = Path.of("target/api.md");
    Files.createDirectories(target.getParent());
    Files.writeString(target, made);

    assertThat(page)
        .as("docs/reference/api.md is out of date; copy front/api/target/api.md over it")
        .isEqualTo(made);
  }

  private static String operations() throws IOException {
    JsonNode document;
    try (InputStream yaml = ApiServer.class.getResourceAsStream("openapi.yaml")) {
      document = new YAMLMapper().readTree(yaml);
    }
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    document
        .get("paths")
        .properties()
        .forEach(path -> {
          StringBuilder rows = sections.computeIfAbsent(section(path.getKey()), _ -> table());
          for (String method : METHODS) {
            if (path.getValue().has(method)) {
              rows.append(row(method, path.getKey(), path.getValue().get(method)));
            }
          }
        });
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (name, rows) -> text.append("\n### ").append(name).append("\n\n").append(rows));
    return text.append('\n').toString();
  }

  private static StringBuilder table() {
    return new StringBuilder("| operation | what it does |\n| --- | --- |\n");
  }

  private static String row(String method, String path, JsonNode operation) {
    return "| `%s %s` | %s |\n"
        .formatted(
            method.toUpperCase(Locale.ROOT),
            path,
            operation.path("summary").asText().strip().replace("\n", " "));
  }

  /** The subject of a path: the last noun that is no parameter's container. */
  private static String section(String path) {
    if (path.matches("/api/[23].0/mlflow.*")
        || path.startsWith("/ajax-api/")
        || path.endsWith("get-artifact")
        || path.equals("/version")) {
      return "MLflow";
    }
    if (!path.startsWith("/api/v1/")) {
      return "Server and workers";
    }
    List<String> parts = List.of(path.substring("/api/v1/".length()).split("/", -1));
    boolean within = parts.getFirst().equals("projects") && parts.size() > 2;
    String noun = within ? parts.get(2) : parts.getFirst();
    return switch (noun) {
      case "jobs" -> "Jobs";
      case "deployments", "keys" -> "Deployments and keys";
      case "artifacts", "imports" -> "Artifacts";
      case "nodes", "devices", "quotas", "quota", "projects" -> "Fleet and quota";
      case "usage", "bill", "attempt" -> "Usage and bills";
      case "events", "journal" -> "Events and journal";
      default -> "Server and workers";
    };
  }
}
