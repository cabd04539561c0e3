package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsApiTest {
  private static final String CONTENT = "print(1)\n".repeat(300_000);
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
  void submit_snapshotSentBefore_isKeptInTheSpec() throws Exception {
    String manifest =
        "{\"files\":[{\"path\":\"x.py\",\"digest\":\"%s\",\"size\":%d,\"executable\":false}]}"
            .formatted(Sha256.of(CONTENT), CONTENT.length());
    Reply asked = server.post("/api/v1/snapshots", manifest, "content-type", "application/json");
    assertThat(asked.json().get("missing").get(0).asText())
        .isEqualTo(Sha256.of(CONTENT).toString());

    ByteArrayOutputStream files = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(files)) {
      out.writeLong(CONTENT.length());
      out.write(CONTENT.getBytes(StandardCharsets.UTF_8));
    }
    // More than a document may have.
    Reply sent =
        server.send(
            server
                .request("/api/v1/snapshots/files")
                .POST(HttpRequest.BodyPublishers.ofByteArray(files.toByteArray())));
    assertThat(sent.json().get("files").asInt()).isEqualTo(1);

    Reply kept = server.post("/api/v1/snapshots", manifest, "content-type", "application/json");
    String digest = kept.json().get("digest").asText();
    assertThat(kept.json().get("missing")).isEmpty();
    Reply job = server.post("/api/v1/jobs", "{command: [a], snapshot: %s}".formatted(digest));
    assertThat(job.json().get("spec").get("snapshot").asText()).isEqualTo(digest);

    // Beside a spec that does not say, and only then.
    String beside = "/api/v1/jobs?snapshot=" + digest;
    assertThat(server.post(beside, "{command: [a]}").json().at("/spec/snapshot").asText())
        .isEqualTo(digest);
    assertThat(
            server
                .post(beside, "{command: [a], workingDirectory: /tmp}")
                .json()
                .at("/spec")
                .toString())
        .contains("/tmp")
        .doesNotContain(digest);
  }

  @Test
  void submit_snapshotBesideTheSpecThatIsNone_isRefusedByName() throws Exception {
    Reply reply = server.post("/api/v1/jobs?snapshot=abc", "{command: [a]}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("detail").asText()).contains("snapshot", "abc", "SHA-256");
    assertThat(server.post("/api/v1/jobs?snapshot=" + "0".repeat(64), "{command: [a]}").status())
        .isEqualTo(422);
  }

  @Test
  void submit_unknownSnapshot_isRefusedByName() throws Exception {
    String digest = "0".repeat(64);
    Reply reply = server.post("/api/v1/jobs", "{command: [a], snapshot: %s}".formatted(digest));
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().get("detail").asText()).contains(digest, "not kept here");
    assertThat(
            server
                .send(
                    "PUT",
                    "/api/v1/projects/default/deployments/d",
                    "{\"command\":[\"a\"],\"snapshot\":\"%s\"}".formatted(digest))
                .status())
        .isEqualTo(422);
  }

  @Test
  void offer_noManifest_isRefused() throws Exception {
    for (String body : new String[] {"", "[]", "{\"files\":1}", "\uD83D"}) {
      Reply reply = server.post("/api/v1/snapshots", body, "content-type", "application/json");
      assertThat(reply.status()).as(body).isEqualTo(400);
    }
    Reply lie =
        server.send(
            server
                .request("/api/v1/snapshots/files")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {0, 0, 0, 0, 0, 0, 0, 9})));
    assertThat(lie.status()).isEqualTo(400);
    assertThat(lie.json().get("detail").asText()).contains("ends within a file");
  }

  @Test
  void check_spec_submitsNothing() throws Exception {
    assertThat(server.post("/api/v1/jobs/check", "{command: [a]}").status()).isEqualTo(200);
    Reply wrong = server.post("/api/v1/jobs/check", "{command: [a], env: {MASTER_PORT: '1'}}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().get("detail").asText()).contains("env.MASTER_PORT", "platform");
    assertThat(server.get("/api/v1/jobs").json().get("jobs")).isEmpty();
  }
}
