package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.model.id.JobId;
import org.arkwright.server.home.HomeFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says that was started without the hosts' door while a host has joined. */
class UnservedHostsTest {
  private static final String FIELD = "hostsNotServed";
  private static final String CAUSE = "hosts are not served: home/gpu joined";

  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void joined() throws Exception {
    home = folder.resolve("home");
    LastDoorTest.join(HomeFolder.prepare(home), folder.resolve("host"));
  }

  private static String explained(TestServer server, JobId job) throws Exception {
    return server.get("/api/v1/jobs/" + job + "/explain").json().path(FIELD).asText("");
  }

  @Test
  void theServerNamesTheCause_andWhatToDo() throws Exception {
    try (TestServer server = new TestServer(home)) {
      assertThat(server.note()).contains(CAUSE);
      assertThat(server.get("/api/v1/server").json().path(FIELD).asText(""))
          .contains(CAUSE, "arkwright up --workers ADDRESS");
    }
  }

  @Test
  void explainNamesIt_ofJobsThatRunThereOrCould_andOfNoOther() throws Exception {
    try (TestServer server = new TestServer(home)) {
      JobId there = server.submit("{name: there, command: [a], nodes: [gpu]}");
      JobId here = server.submit("{name: here, command: [a]}");
      JobId nowhere =
          server.submit("{name: nowhere, command: [a], nodes: [other], resources: {cpus: 1}}");
      server.awaitState(here, "Running");
      assertThat(explained(server, there)).contains(CAUSE);
      assertThat(explained(server, here)).isEmpty();

      server.engine.join("gpu");
      server.awaitState(there, "Running");
      JobId large = server.submit("{name: large, command: [a], resources: {cpus: 9000}}");
      assertThat(explained(server, there)).contains(CAUSE);
      assertThat(explained(server, nowhere)).isEmpty();
      assertThat(explained(server, large)).isEmpty();
    }
  }

  @Test
  void withTheDoor_orWithoutHosts_nothingIsSaid() throws Exception {
    Optional<InetSocketAddress> door =
        Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (TestServer served = new TestServer(home, false, door);
        TestServer alone = new TestServer(folder.resolve("alone"))) {
      assertThat(served.get("/api/v1/server").json().has(FIELD)).isFalse();
      assertThat(alone.get("/api/v1/server").json().has(FIELD)).isFalse();
      assertThat(alone.note()).isEmpty();
    }
  }
}
