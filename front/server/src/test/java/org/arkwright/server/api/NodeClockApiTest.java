package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose clock is an hour off: what it measured is dated right, and everyone is told. */
final class NodeClockApiTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder);
    server.engine.join("node-2");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void clockAnHourOff_isSaidWithTheNode_untilItIsRight_andSamplesAreDatedByTheServersClock()
      throws Exception {
    send(HOUR);
    assertThat(node().path("clockAheadSeconds").asLong()).isBetween(3_590L, 3_600L);
    JsonNode points = server.get("/api/v1/nodes/node-2/samples").json();
    Instant measured = Instant.parse(points.findValue("at").asText());
    assertThat(Duration.between(measured, Instant.now()).abs()).isLessThan(Duration.ofMinutes(5));
    send(-HOUR);
    assertThat(node().path("clockAheadSeconds").asLong()).isBetween(-3_620L, -3_600L);
    assertThat(server.get("/api/v1/nodes").json().toString()).contains("clockAheadSeconds");
    send(0);
    assertThat(node().has("clockAheadSeconds")).isFalse();
    assertThat(node().path("state").asText()).isEqualTo("Live");
  }

  private JsonNode node() throws Exception {
    return server.get("/api/v1/nodes/node-2").json();
  }

  /** Sends a sample as a worker whose clock is ahead by so much. */
  private void send(long aheadMillis) throws Exception {
    long now = System.currentTimeMillis() + aheadMillis;
    String token =
        server.issued.ofWorker(WorkerId.ofNode(NodeId.atHome("node-2")), Duration.ofHours(1));
    String batch =
        ("{\"node\":\"home/node-2\",\"sentAtMillis\":%d,\"dropped\":0,\"samples\":[{\"atMillis\":%d,"
                + "\"node\":{\"cpuMillis\":5},\"ranks\":[],\"devices\":[]}]}")
            .formatted(now, now - 10);
    assertThat(
            server
                .send(
                    server
                        .request(SampleBatch.PATH)
                        .setHeader("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(batch)))
                .status())
        .isEqualTo(204);
  }
}
