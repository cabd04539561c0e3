package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingsApiTest {
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
  void training_ofADatasetThatIsNotThere_isRefusedByTheKernel_asAJobIs() throws Exception {
    Reply reply = server.post("/api/v1/trainings", "{data: words, model: m}");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().toString()).contains("dataset/words");
  }

  @Test
  void training_withImpossibleSettings_namesEachField() throws Exception {
    Reply reply =
        server.post("/api/v1/trainings", "{data: words, model: m, steps: 0, heads: 3, x: 1}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("problems").findValuesAsText("field"))
        .containsExactlyInAnyOrder("steps", "heads", "x");
  }
}
