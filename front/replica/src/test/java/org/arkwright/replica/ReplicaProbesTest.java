package org.arkwright.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.arkwright.deployment.ReplicaStatus.Health;
import org.arkwright.dispatch.Channels;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.Test;

class ReplicaProbesTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);

  private final ReplicaAddress address = new ReplicaAddress("secret");
  private final ReplicaProbes probes =
      new ReplicaProbes(
          address,
          new ReplicaReach(
              address,
              _ -> true,
              new Channels(Channels.Limits.DEFAULT, (_, _, refused) -> refused.accept("none"))),
          Runnable::run);

  @Test
  void finding_pathUnknownToServer_tellsStatus() throws Exception {
    HttpServer server = server();
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    try {
      probeUntil("/health", () -> probes.finding(ATTEMPT).orElse("").contains("404"));
    } finally {
      server.stop(0);
    }

    assertThat(probes.finding(ATTEMPT)).contains("GET /health is answered with 404 instead of 200");
    assertThat(probes.health(ATTEMPT)).isEqualTo(Health.UNREADY);
  }

  @Test
  void finding_nothingListens_tellsPort() throws Exception {
    probeUntil("/health", () -> probes.finding(ATTEMPT).isPresent());

    assertThat(probes.finding(ATTEMPT).orElseThrow())
        .isEqualTo("nothing listens on its port yet, 127.0.0.1:" + address.port(ATTEMPT));
  }

  @Test
  void finding_serverSpeaksNoHttp_tells() throws Exception {
    try (ServerSocket server =
        new ServerSocket(address.port(ATTEMPT), 50, InetAddress.getLoopbackAddress())) {
      var _ = Thread.ofVirtual().start(() -> answerGarbage(server));
      probeUntil("/health", () -> probes.finding(ATTEMPT).isPresent());
    }

    assertThat(probes.finding(ATTEMPT)).isPresent();
  }

  @Test
  void probe_pathWithTwoSlashes_staysOnThatMachine() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server = server();
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    try {
      probeUntil("//elsewhere.invalid/x", () -> probes.health(ATTEMPT) == Health.READY);
    } finally {
      server.stop(0);
    }

    assertThat(asked).contains("//elsewhere.invalid/x");
  }

  @Test
  void probe_pathThatIsNoUri_isProbedAgain() throws Exception {
    probeUntil("/a|b", () -> probes.finding(ATTEMPT).isPresent());

    assertThat(probes.finding(ATTEMPT).orElseThrow()).contains("GET /a|b fails");
    assertThat(probes.health(ATTEMPT)).isEqualTo(Health.UNREADY);
  }

  @Test
  void finding_readyReplica_isNone() throws Exception {
    HttpServer server = server();
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    try {
      probeUntil("/health", () -> probes.health(ATTEMPT) == Health.READY);
    } finally {
      server.stop(0);
    }

    assertThat(probes.finding(ATTEMPT)).isEqualTo(Optional.empty());
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port(ATTEMPT)), 0);
    server.start();
    return server;
  }

  private static void answerGarbage(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write("+OK hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void probeUntil(String path, BooleanSupplier reached) throws InterruptedException {
    Probes settings =
        new Probes(path, Duration.ofMillis(50), Duration.ofSeconds(5), 2, Duration.ofMinutes(1));
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!reached.getAsBoolean() && System.nanoTime() < deadline) {
      probes.probe(new TreeMap<>(Map.of(ATTEMPT, settings)), () -> {});
      Thread.sleep(20);
    }
    assertThat(reached.getAsBoolean()).isTrue();
  }
}
