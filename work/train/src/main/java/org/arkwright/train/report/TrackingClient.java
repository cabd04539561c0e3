package org.arkwright.train.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reports parameters and metrics to a tracking server by MLflow's REST calls ({@code
 * runs/log-batch}), as MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN and MLFLOW_RUN_ID say; without
 * them it does nothing. A thread of its own sends, and sends again what a server that was away did
 * not take; training waits for it only at its end, and for a server that was never there only
 * briefly.
 */
public final class TrackingClient implements AutoCloseable {
  private static final int WAITING_MAX = 10_000;
  private static final int BATCH_MAX = 900;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PATIENCE_AT_END = Duration.ofMinutes(1);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final LinkedBlockingQueue<ObjectNode> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Map<String, String> environment;
  private final java.util.function.Consumer<String> warnings;
  private final BooleanSupplier stopping;
  private final Thread sender;
  private volatile boolean closing;
  private volatile boolean wasThere;
  private boolean warned;

  /**
   * A reporter, which sends from now on.
   *
   * @param warnings gets one sentence when something does not arrive
   * @param stopping whether this rank was asked to stop, and has little time
   */
  public TrackingClient(
      Map<String, String> environment,
      java.util.function.Consumer<String> warnings,
      BooleanSupplier stopping) {
    this.environment = environment;
    this.warnings = warnings;
    this.stopping = stopping;
    this.sender = Thread.ofVirtual().name("tracking").unstarted(this::send);
    if (isOn()) {
      sender.start();
    }
  }

  private boolean isOn() {
    return environment.getOrDefault("MLFLOW_TRACKING_URI", "").startsWith("http")
        && !environment.getOrDefault("MLFLOW_RUN_ID", "").isEmpty();
  }

  /** Reports parameters of the run. */
  public void parameters(Map<String, String> parameters) {
    parameters.forEach((key, value) -> offer("params", node().put("key", key).put("value", value)));
  }

  /** Reports metrics as they are after a step. */
  public void metrics(long step, long timestampMillis, Map<String, Double> metrics) {
    metrics.forEach((key, value) ->
        offer(
            "metrics",
            node()
                .put("key", key)
                .put("value", value)
                .put("timestamp", timestampMillis)
                .put("step", step)));
  }

  private void offer(String list, ObjectNode entry) {
    if (isOn() && !waiting.offer(entry.put("list", list))) {
      warn("too much waits to be sent");
    }
  }

  private void send() {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      while (!closing || !waiting.isEmpty()) {
        List<ObjectNode> entries = new ArrayList<>();
        ObjectNode first = waiting.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          entries.add(first);
          waiting.drainTo(entries, BATCH_MAX);
          ObjectNode body = body(entries);
          while (!taken(client, body)) {
            Thread.sleep(AGAIN);
          }
        }
      }
    } catch (InterruptedException _) {
      // Closed; what still waits is dropped.
    }
  }

  private ObjectNode body(List<ObjectNode> entries) {
    ObjectNode body = node().put("run_id", environment.getOrDefault("MLFLOW_RUN_ID", ""));
    for (ObjectNode entry : entries) {
      String list = entry.remove("list").asText();
      ArrayNode array = body.has(list) ? (ArrayNode) body.get(list) : body.putArray(list);
      array.add(entry);
    }
    return body;
  }

  /** False when the server was away, or busy; what it refuses it would refuse again. */
  private boolean taken(HttpClient client, ObjectNode body) throws InterruptedException {
    String base = environment.getOrDefault("MLFLOW_TRACKING_URI", "").replaceFirst("/+$", "");
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/runs/log-batch"))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
      String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 == 2) {
        wasThere = true;
      } else {
        warn("it answers " + answer.statusCode());
      }
      return answer.statusCode() < 500;
    } catch (IOException problem) {
      warn(String.valueOf(problem.getMessage()));
      return false;
    } catch (IllegalArgumentException wrong) {
      warn(String.valueOf(wrong.getMessage()));
      return true;
    }
  }

  private synchronized void warn(String what) {
    if (!warned) {
      warned = true;
      warnings.accept("metrics do not reach the tracking server: " + what);
    }
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Sends what waits; waits a minute for a server that was there before, else a few seconds. */
  @Override
  public void close() {
    if (!isOn()) {
      return;
    }
    closing = true;
    long began = System.nanoTime();
    try {
      while (!sender.join(AGAIN) && System.nanoTime() - began < patienceNanos()) {
        // Whether there is time may have changed.
      }
      sender.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private long patienceNanos() {
    return (wasThere && !stopping.getAsBoolean() ? PATIENCE_AT_END : PATIENCE).toNanos();
  }
}
