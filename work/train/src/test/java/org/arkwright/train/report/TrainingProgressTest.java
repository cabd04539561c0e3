package org.arkwright.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TrainingProgressTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void step_equalRunsOnMachinesOfOtherSpeed_giveEqualCurves() throws Exception {
    Map<Long, Double> fast = curve(1_000_000);
    Map<Long, Double> slow = curve(700_000_000);

    assertThat(slow).isEqualTo(fast);
    assertThat(fast).containsKeys(1L, 99L, 100L, 110L, 1000L, 1100L, 1234L);
    assertThat(fast).doesNotContainKeys(105L, 1110L).hasSizeBetween(190, 210);
  }

  @Test
  void longStep_isMentionedAgainAndAgain() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    try (LongStepNotice notice = new LongStepNotice(said::add, Duration.ofMillis(20)).watch()) {
      notice.begins(7);
      while (said.size() < 2) {
        Thread.sleep(5);
      }
    }
    assertThat(said.getFirst()).isEqualTo("step 7 has taken 0 s so far");
  }

  /** Returns the tracked loss by step of a run of 1,234 steps that take so many nanoseconds. */
  private static Map<Long, Double> curve(long nanosPerStep) throws Exception {
    Map<Long, Double> curve = new TreeMap<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/2.0/mlflow/runs/log-batch",
        exchange -> {
          JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
          for (JsonNode metric : body.path("metrics")) {
            if (metric.path("key").asText().equals("loss")) {
              curve.put(metric.path("step").asLong(), metric.path("value").asDouble());
            }
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    Map<String, String> environment =
        Map.of(
            "MLFLOW_TRACKING_URI",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "MLFLOW_RUN_ID",
            "abc");
    AtomicLong clock = new AtomicLong();
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    try (TrackingClient tracking = TrackingClient.start(environment, _ -> {}, () -> false)) {
      TrainingProgress progress = new TrainingProgress(out, tracking, true, 0, clock::get);
      for (long step = 1; step <= 1234; step++) {
        clock.addAndGet(nanosPerStep);
        progress.step(step, 1234, 10.0 / step, 0.01, 100);
      }
    } finally {
      server.stop(0);
    }
    return curve;
  }
}
