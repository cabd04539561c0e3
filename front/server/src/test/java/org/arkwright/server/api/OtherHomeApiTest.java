package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are meant for the server of another home, as after a folder was copied. */
class OtherHomeApiTest {
  private static final String HEADER = "arkwright-home";

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyAnswer_namesTheHome_alsoARefusal() throws Exception {
    String home = server.get("/healthz").header(HEADER);
    assertThat(home).startsWith("h-").contains("@");
    assertThat(server.get("/nowhere").header(HEADER)).isEqualTo(home);
    assertThat(server.get("/api/v1/jobs", HEADER, home).status()).isEqualTo(200);
  }

  @Test
  void requestForAnotherHome_isRefusedByName_beforeItDoesAnything() throws Exception {
    TestServer.Reply refused =
        server.post("/api/v1/server/shutdown", "{\"stopJobs\":true}", HEADER, "h-other@1:2");

    assertThat(refused.status()).isEqualTo(421);
    assertThat(refused.json().path("detail").asText())
        .contains("this is the server of " + folder)
        .contains("not of the home h-other@1:2");
    assertThat(server.get("/healthz").status()).isEqualTo(200);
  }
}
