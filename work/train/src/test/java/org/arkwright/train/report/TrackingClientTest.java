package org.arkwright.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TrackingClientTest {
  @Test
  void metricsAndParameters_arriveInOneBatchWithTheToken() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/2.0/mlflow/runs/log-batch",
        exchange -> {
          bodies.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    List<String> warnings = new CopyOnWriteArrayList<>();
    try (TrackingClient tracking = tracking(server.getAddress().getPort(), warnings)) {
      tracking.parameters(Map.of("layers", "4"));
      tracking.metrics(7, 1000, Map.of("loss", 2.5));
    } finally {
      server.stop(0);
    }
    assertThat(String.join("", bodies))
        .contains("Bearer secret", "\"run_id\":\"abc\"")
        .contains("{\"key\":\"layers\",\"value\":\"4\"}")
        .contains("{\"key\":\"loss\",\"value\":2.5,\"timestamp\":1000,\"step\":7}");
    assertThat(warnings).isEmpty();
  }

  @Test
  void serverThatComesBack_receivesMissedMetrics() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/2.0/mlflow/runs/log-batch",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(bodies.size() == 1 ? 503 : 200, -1);
          exchange.close();
        });
    server.start();
    List<String> warnings = new CopyOnWriteArrayList<>();
    try (TrackingClient tracking = tracking(server.getAddress().getPort(), warnings)) {
      tracking.metrics(7, 1000, Map.of("loss", 2.5));
    } finally {
      server.stop(0);
    }
    assertThat(bodies).hasSize(2);
    assertThat(bodies.get(1)).isEqualTo(bodies.get(0)).contains("\"step\":7");
    assertThat(warnings).hasSize(1).first().asString().contains("503");
  }

  @Test
  void serverUnavailableAtTheEnd_isWaitedFor() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer first = server(0, bodies);
    CompletableFuture<HttpServer> second = new CompletableFuture<>();
    int port = first.getAddress().getPort();
    List<String> warnings = new CopyOnWriteArrayList<>();
    try (TrackingClient tracking = tracking(port, warnings)) {
      tracking.metrics(1, 1, Map.of("loss", 2.5));
      while (bodies.isEmpty()) {
        Thread.sleep(5);
      }
      first.stop(1);
      tracking.metrics(2, 2, Map.of("loss", 2.25));
      CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS)
          .execute(() -> second.complete(server(port, bodies)));
    }
    second.join().stop(0);
    assertThat(bodies).hasSize(2).last().asString().contains("\"step\":2");
  }

  private static HttpServer server(int port, List<String> bodies) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/api/2.0/mlflow/runs/log-batch",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
          bodies.add(body);
        });
    server.start();
    return server;
  }

  @Test
  void unavailableServer_isReportedOnce_andDoesNotFailTraining() {
    List<String> warnings = new CopyOnWriteArrayList<>();
    try (TrackingClient tracking = tracking(9, warnings)) {
      tracking.metrics(1, 1, Map.of("loss", 1.0));
      tracking.metrics(2, 2, Map.of("loss", 1.0));
    }
    assertThat(warnings).hasSize(1).first().asString().contains("do not reach");
  }

  private static TrackingClient tracking(int port, List<String> warnings) {
    return TrackingClient.start(
        Map.of(
            "MLFLOW_TRACKING_URI", "http://127.0.0.1:" + port + "/",
            "MLFLOW_TRACKING_TOKEN", "secret",
            "MLFLOW_RUN_ID", "abc"),
        warnings::add,
        () -> false);
  }
}
