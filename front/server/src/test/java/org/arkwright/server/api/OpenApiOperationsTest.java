package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.api.ServedHome;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation that openapi.yaml describes has what programs and people generate from it. */
class OpenApiOperationsTest {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  /** The media types whose examples are texts of many values, which no schema describes. */
  private static final Set<String> LINES = Set.of("application/x-ndjson", "text/event-stream");

  private TestServer server;
  private JsonNode document;

  private record Operation(String method, String path, JsonNode node) {
    String name() {
      return method + " " + path;
    }

    boolean isOpen() {
      return node.has("security") && node.get("security").isEmpty();
    }
  }

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    document = server.get("/api/v1/openapi.json").json();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void operations_haveATagAndANameOfTheirOwn() {
    Set<String> names = new TreeSet<>();
    for (Operation operation : operations()) {
      assertThat(operation.node().path("tags")).as(operation.name()).hasSize(1);
      assertThat(names.add(operation.node().path("operationId").asText()))
          .as("the operationId of " + operation.name())
          .isTrue();
    }
  }

  @Test
  void references_leadToSomething() {
    List<String> dangling =
        document.findValuesAsText("$ref").stream()
            .filter(reference -> document.at(reference.substring(1)).isMissingNode())
            .toList();

    assertThat(dangling).isEmpty();
  }

  @Test
  void bodiesAndAnswers_haveExamplesThatMatchTheirSchemas() {
    List<String> violations = new ArrayList<>();
    for (Operation operation : operations()) {
      contents(operation.name(), operation.node().path("requestBody"), violations);
      operation
          .node()
          .path("responses")
          .properties()
          .forEach(answer -> {
            if (!answer.getKey().equals("default")) {
              contents(operation.name() + " " + answer.getKey(), answer.getValue(), violations);
            }
          });
    }

    assertThat(violations).isEmpty();
  }

  @Test
  void refusals_areDescribed_asTheServerGivesThem() throws Exception {
    for (Operation operation : operations()) {
      JsonNode answers = operation.node().path("responses");
      assertThat(answers.has("421")).as(operation.name() + " for another home").isTrue();
      assertThat(ask(operation, true, "h-other@1:2")).as(operation.name()).isEqualTo(421);
      if (operation.isOpen()) {
        continue;
      }
      assertThat(answers.has("401")).as(operation.name() + " without a token").isTrue();
      assertThat(ask(operation, false, "")).as(operation.name()).isEqualTo(401);
      if (operation.path().matches(".*\\{(?!project).*") && operation.method().equals("get")) {
        // A worker is not told whether there is what no attempt of its own has.
        boolean hidden = operation.path().startsWith("/worker/") && answers.has("403");
        assertThat(hidden || answers.has("404")).as(operation.name() + " of nothing").isTrue();
      }
    }
  }

  @Test
  void answersToBadRequests_areAmongThoseDescribed() throws Exception {
    for (Operation operation : operations()) {
      boolean ends = operation.path().endsWith("/server/shutdown");
      if (ends || operation.path().startsWith("/worker/")) {
        continue; // What stops the server, and what only workers send.
      }
      int status = ask(operation, true, "");
      boolean refused = status >= 400 && status < 500;

      assertThat(!refused || operation.node().path("responses").has(String.valueOf(status)))
          .as("%s describes %d".formatted(operation.name(), status))
          .isTrue();
    }
  }

  /** Asks with a body that is no JSON, and with names that nothing has; returns the status. */
  private int ask(Operation operation, boolean token, String home) throws Exception {
    String path = operation.path().replaceAll("\\{project\\}", "lab").replaceAll("\\{\\w+\\}", "x");
    HttpRequest.Builder request =
        (token ? server.request(path) : HttpRequest.newBuilder(server.uri(path)))
            .header("content-type", "application/json");
    String method = operation.method().toUpperCase(Locale.ROOT);
    var body = method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("[");
    request.method(method, body);
    if (home.isEmpty() && token && path.matches(".*/events(/[^p/].*)?")) {
      return 200; // A stream of events has no end.
    }
    return home.isEmpty()
        ? server.send(request).status()
        : server.send(request, ServedHome.HEADER, home).status();
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(member -> {
                  if (METHODS.contains(member.getKey())) {
                    operations.add(
                        new Operation(member.getKey(), path.getKey(), member.getValue()));
                  }
                }));
    return operations;
  }

  private void contents(String where, JsonNode described, List<String> violations) {
    JsonNode body = resolved(described);
    for (var content : body.path("content").properties()) {
      JsonNode schema = resolved(content.getValue().path("schema"));
      JsonNode example = content.getValue().path("example");
      if (example.isMissingNode()) {
        example = schema.path("examples").path(0);
      }
      if (example.isMissingNode()) {
        violations.add(where + ": " + content.getKey() + " has no example");
      } else if (!LINES.contains(content.getKey())) {
        List<String> wrong = new ArrayList<>();
        new SchemaCheck(document).check(example, schema, content.getKey(), wrong);
        wrong.forEach(problem -> violations.add(where + ": " + problem));
      }
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }
}
