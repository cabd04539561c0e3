package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusTest {
  private static final String RUNNING =
      """
      {"id":"0123456789abc","name":"train","project":"default","state":"Running","ranks":2,
       "resources":{"cpus":1},"startedAt":"2030-01-01T11:00:00Z","nodes":["box"],"devices":[],
       "use":{"cpus":1.94,"memory":2147483648,"processes":4}}\
      """;
  private final FakeApi api = new FakeApi();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void ps_showsUseBesideWhatIsHeld() {
    jobs();
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("ps")).isZero();
    assertThat(shell.out()).contains("train", "1.9/2", "2 GiB", "60m").doesNotContain("bad");
  }

  @Test
  void status_isOneScreen_withProblems() throws IOException {
    jobs();
    api.on(
        "GET /server",
        200,
        """
        {"url":"http://x","startedAt":"2030-01-01T10:00:00Z",
         "troubles":["the journal takes no entries; batches refused in a row: 21"],
         "hostsNotServed":"hosts are not served: home/box joined"}\
        """);
    api.on(
        "GET /devices",
        200,
        """
        {"devices":[{"node":"box","index":0,"kind":"h100","use":{"busyPercent":97,
         "memory":65498251264,"celsius":61,"watts":512.3}},{"node":"box","index":1,"kind":"h100"}]}\
        """);
    api.on("GET /nodes", 200, "{\"nodes\":[{\"name\":\"box\",\"state\":\"Lost\"}]}");
    api.on(
        "GET /deployments",
        200,
        "{\"deployments\":[{\"name\":\"web\",\"state\":\"CrashLoop\",\"ready\":0,\"wanted\":1}]}");
    api.on("GET /usage/summary", 200, "{\"currency\":\"EUR\",\"total\":{\"cost\":\"1.25\"}}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("status")).isZero();
    assertThat(shell.out())
        .contains(
            "1: train",
            "box/0  h100  97 % busy, 61 GiB taken, 512 W, 61 °C",
            "1.2500 EUR",
            "the journal takes no entries; batches refused in a row: 21",
            "hosts are not served: home/box joined",
            "node box is Lost",
            "deployment web keeps failing; see `arkwright logs web`",
            "job bad failed: rank 0 was killed by SIGKILL");
    assertThat(shell.out().lines().count()).isLessThan(24);

    CommandShell data = CommandShell.at(api);
    assertThat(data.run("status", "-o", "json")).isZero();
    assertThat(new JsonMapper().readTree(data.out()).path("problems")).hasSize(5);
  }

  private void jobs() {
    api.on(
        "GET /jobs",
        exchange -> {
          String list =
              switch (FakeApi.parameter(exchange, "state")) {
                case "Running" -> RUNNING;
                case "Failed" ->
                    """
                    {"id":"0123456789abd","name":"bad","state":"Failed",
                     "finishedAt":"2030-01-01T11:30:00Z",
                     "cause":{"type":"RankFailed","text":"rank 0 was killed by SIGKILL"}}\
                    """;
                default -> "";
              };
          FakeApi.send(exchange, 200, "{\"jobs\":[" + list + "]}");
        });
  }
}
