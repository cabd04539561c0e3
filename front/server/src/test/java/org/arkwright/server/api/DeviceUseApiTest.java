package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.arkwright.model.id.JobId;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices do now, as a worker tells it. */
final class DeviceUseApiTest {
  @TempDir Path home;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void deviceUse_isShownWithTheDevice_andWithTheJobThatHoldsIt() throws Exception {
    JobId job = server.submit("name: busy\ncommand: [a]\nresources: {devices: {kind: h100}}");
    server.awaitState(job, "Running");
    int held = server.get("/api/v1/jobs/" + job).json().at("/devices/0/device").asInt(-1);
    report(
        """
        {"node":"home/node-1","ranks":[{"attempt":"%s.1","rank":0,"cpuMillis":900,"memoryBytes":7,
         "processes":1}],"devices":[{"device":%d,"busyPercent":97,"memoryBytes":65498251264,
         "celsius":61,"milliwatts":512345}]}\
        """
            .formatted(job, held));

    JsonNode device = server.get("/api/v1/devices").json().at("/devices/" + held);
    assertThat(device.path("use").toString())
        .isEqualTo("{\"busyPercent\":97,\"memory\":65498251264,\"celsius\":61,\"watts\":512.345}");
    JsonNode use = server.get("/api/v1/jobs/" + job).json().path("use");
    assertThat(use.at("/devices/0/device").asInt(-1)).isEqualTo(held);
    assertThat(use.at("/devices/0/watts").asText()).isEqualTo("512.345");
  }

  @Test
  void deviceUse_whoseDriverTellsLittle_hasThatAlone() throws Exception {
    assertThat(server.get("/api/v1/devices").json().at("/devices/0").has("use")).isFalse();
    report(
        """
        {"node":"home/node-1","ranks":[],"devices":[{"device":0,"celsius":40}]}\
        """);

    JsonNode devices = server.get("/api/v1/devices").json().path("devices");
    assertThat(devices.at("/0/use").toString()).isEqualTo("{\"celsius\":40}");
  }

  private void report(String json) throws Exception {
    assertThat(server.report("node-1", json).status()).isEqualTo(204);
  }
}
