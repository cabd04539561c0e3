package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.arkwright.api.Endpoint;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
  private static final Set<String> METHODS =
      Set.of("get", "head", "put", "post", "patch", "delete");

  private TestServer server;
  private JsonNode document;

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
  void parameters_areThoseDescribed_andNoOthersAreTaken() throws Exception {
    for (Endpoint endpoint : server.endpoints()) {
      JsonNode path = document.path("paths").path(endpoint.path());
      JsonNode operation = path.path(endpoint.method().name().toLowerCase(Locale.ROOT));
      if (endpoint.path().startsWith("/api/v1/") && !operation.isMissingNode()) {
        Set<String> described = new TreeSet<>();
        Stream.of(path, operation)
            .flatMap(each -> StreamSupport.stream(each.path("parameters").spliterator(), false))
            .map(each ->
                each.has("$ref") ? document.at(each.path("$ref").asText("").substring(1)) : each)
            .filter(each -> each.path("in").asText("").equals("query"))
            .forEach(each -> described.add(each.path("name").asText("")));
        assertThat(endpoint.parameters())
            .as(endpoint.method() + " " + endpoint.path())
            .containsExactlyInAnyOrderElementsOf(described);
      }
    }

    Reply mistyped = server.get("/api/v1/jobs?stat=Running");
    assertThat(mistyped.status()).isEqualTo(400);
    assertThat(mistyped.json().toString()).contains("no parameter 'stat' here, expected state");
    assertThat(server.get("/api/v1/server?x=1").json().toString()).contains("no parameters");
  }

  @Test
  void document_describesExactlyTheOperationsServed() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                  if (METHODS.contains(method)) {
                    described.add(method + " " + path.getKey());
                  }
                }));
    Set<String> served = new TreeSet<>();
    for (Endpoint endpoint : server.endpoints()) {
      String path = endpoint.path().replace("{*", "{");
      // MLflow's calls under the paths for browsers, and the refusal of all that is not served.
      boolean alias =
          server.endpoints().stream()
              .anyMatch(other ->
                  path.startsWith("/ajax-api/")
                      && other.path().equals(path.replace("/ajax-api/", "/api/")));
      if (!alias && !path.startsWith("prefix:")) {
        served.add(endpoint.method().name().toLowerCase(Locale.ROOT) + " " + path);
      }
    }

    assertThat(described).isEqualTo(served);
  }

  @Test
  void responses_matchTheirSchemas() throws Exception {
    JobId ended = server.submit("name: ended\ncommand: [a]\nresources: {devices: {kind: h100}}");
    server.awaitState(ended, "Running");
    assertThat(violations("/api/v1/devices", "Devices")).isEmpty();
    server.engine.end(ended, new RankExit.Exited(7));
    server.await(ended);
    JobId running = server.submit("name: running\ncommand: [a]\nresources: {cpus: 4}");
    server.awaitState(running, "Running");
    server.submit("name: waiting\ncommand: [a]");
    server.send("PUT", "/api/v1/projects/lab/quota", "{nominal: {cpus: 2}, cohort: all}");

    assertThat(violations("/healthz", "Health")).isEmpty();
    assertThat(violations("/api/v1/jobs", "JobPage")).isEmpty();
    assertThat(violations("/api/v1/jobs/ended", "Job")).isEmpty();
    assertThat(violations("/api/v1/jobs/running", "Job")).isEmpty();
    assertThat(violations("/api/v1/jobs/waiting", "Job")).isEmpty();
    assertThat(violations("/api/v1/jobs/waiting/explain", "Explanation")).isEmpty();
    assertThat(violations("/api/v1/nodes", "Nodes")).isEmpty();
    server.post("/api/v1/nodes/node-1/drain", "{deadline: 1h, reason: dusty}");
    assertThat(violations("/api/v1/nodes/node-1", "Node")).isEmpty();
    assertThat(violations("/api/v1/jobs/running/explain", "Explanation")).isEmpty();
    server.post("/api/v1/nodes/node-1/uncordon", "");
    assertThat(violations("/api/v1/quotas", "Quotas")).isEmpty();
    assertThat(violations("/api/v1/projects/lab/quota", "Quota")).isEmpty();
    assertThat(violations("/api/v1/usage", "Usage")).isEmpty();
    assertThat(violations("/api/v1/projects/default/bill", "Bill")).isEmpty();
    String deployment = "/api/v1/projects/default/deployments/echo";
    server.send("PUT", deployment, "{command: [serve], replicas: 0..2, resources: {cpus: 0}}");
    assertThat(violations(deployment, "Deployment")).isEmpty();
    assertThat(violations("/api/v1/deployments", "Deployments")).isEmpty();
    assertThat(violations("/api/v1/server", "Server")).isEmpty();
    assertThat(violations("/api/v1/journal/verify", "Verification")).isEmpty();
    assertThat(violations("/api/v1/nothing", "Problem")).isEmpty();
    assertThat(violations("/api/v1/jobs?limit=x", "Problem")).isEmpty();
  }

  @Test
  void answersAboutSeveralSites_matchTheirSchemas(@TempDir Path home) throws Exception {
    Files.writeString(
        home.resolve("site.yaml"), "waitCost: 4\nsites: {cloud: {quota: {devices: 64}}}");
    server.close();
    server = new TestServer(home);
    String devices = "\nresources: {devices: {kind: h100}}";
    server.submit("name: running\ncommand: [a]\ndeferrable: true\nrestartCost: 2m" + devices);
    server.submit("name: waiting\ncommand: [a]" + devices);

    assertThat(violations("/api/v1/jobs/running", "Job")).isEmpty();
    assertThat(violations("/api/v1/jobs/waiting/explain", "Explanation")).isEmpty();
    assertThat(violations("/api/v1/usage", "Usage")).isEmpty();
    JsonNode offers =
        server.get("/api/v1/jobs/waiting/explain").json().path("reason").path("sites");
    assertThat(offers.findValuesAsText("site")).containsExactly("home", "cloud");
  }

  private List<String> violations(String path, String schema) throws Exception {
    Reply reply = server.get(path);
    List<String> violations = new ArrayList<>();
    new SchemaCheck(document).check(reply.json(), schema, violations);
    return violations;
  }
}
