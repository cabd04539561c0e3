package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cordon, drain, uncordon and remove, and what explain says of them. */
class NodesApiTest {
  private static final String NODE = "/api/v1/nodes/node-1";

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void cordon_isShownWithItsReason_andHoldsBackWhatWaits() throws Exception {
    JsonNode cordoned = server.post(NODE + "/cordon", "{reason: dusty}").json();
    assertThat(cordoned.path("state").asText("")).isEqualTo("Cordoned");
    assertThat(cordoned.path("cordon").path("reason").asText("")).isEqualTo("dusty");

    server.submit("name: waiting\ncommand: [a]");
    JsonNode reason = server.get("/api/v1/jobs/waiting/explain").json().path("reason");
    assertThat(reason.path("code").asText("")).isEqualTo("NodesCordoned");
    assertThat(reason.path("text").asText("")).contains("node-1 (cordoned since").contains("dusty");

    JsonNode open = server.post(NODE + "/uncordon", "").json();
    assertThat(open.path("state").asText("")).isEqualTo("Live");
    assertThat(open.has("cordon")).isFalse();
  }

  @Test
  void drain_isExplainedOfTheRunningJob_andStopsItAtItsDeadline() throws Exception {
    JobId job = server.submit("name: running\ncommand: [a]\npreemptible: false");
    server.awaitState(job, "Running");
    JsonNode draining = server.post(NODE + "/drain", "{deadline: 1h}").json();
    assertThat(draining.path("state").asText("")).isEqualTo("Draining");
    assertThat(draining.path("jobs").path(0).path("name").asText("")).isEqualTo("running");

    JsonNode cordon = server.get("/api/v1/jobs/running/explain").json().path("cordons").path(0);
    assertThat(cordon.path("node").asText("")).isEqualTo("node-1");
    assertThat(cordon.path("deadline").asText("")).isNotEmpty();
    assertThat(server.send("DELETE", NODE, "").status()).isEqualTo(409);

    server.post(NODE + "/drain", "{deadline: 0s}");
    server.engine.end(job, new RankExit.Stopped(false));
    server.awaitState(job, "Queued");
    assertThat(server.get(NODE).json().path("state").asText("")).isEqualTo("Drained");
    assertThat(server.send("DELETE", NODE, "").status()).isEqualTo(200);
    assertThat(server.get("/api/v1/nodes").json().path("nodes")).isEmpty();
  }

  @Test
  void wrongRequests_areRefusedWithWhatWasExpected() throws Exception {
    Reply unknown = server.post("/api/v1/nodes/nod-1/cordon", "");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().toString()).contains("Did you mean 'node-1'?");
    Reply past = server.post(NODE + "/drain", "{deadline: 2020-01-01T00:00:00Z}");
    assertThat(past.status()).isEqualTo(400);
    assertThat(past.json().toString()).contains("2020-01-01T00:00:00Z").contains("not past");
    assertThat(server.post(NODE + "/drain", "{deadline: soon}").json().toString())
        .contains("soon")
        .contains("a time from now");
    assertThat(server.post(NODE + "/cordon", "{reson: x}").json().toString())
        .contains("did you mean 'reason'");
    assertThat(server.send("DELETE", NODE, "").json().toString()).contains("cordon node-1");
    assertThat(server.get(NODE + "?site=away").status()).isEqualTo(404);
  }
}
