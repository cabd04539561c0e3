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
 * Reports parameters and metrics to a tracking server through MLflow's REST API ({@code
 * runs/log-batch}), configured by MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN and MLFLOW_RUN_ID;
 * without them it does nothing. A dedicated thread sends, and retries while the server is
 * unavailable; training waits for it only at its end, and only briefly for a server that was never
 * reached.
 */
public final class TrackingClient implements AutoCloseable {
  private static final int QUEUED_MAX = 10_000;
  private static final int BATCH_MAX = 900;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration END_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final LinkedBlockingQueue<ObjectNode> queue = new LinkedBlockingQueue<>(QUEUED_MAX);
  private final Map<String, String> environment;
  private final java.util.function.Consumer<String> warnings;
  private final BooleanSupplier stopping;
  private final Thread sender;
  private volatile boolean closing;
  private volatile boolean wasReached;
  private boolean warned;

  /**
   * Starts a client. It sends nothing where the environment names no run.
   *
   * @param warnings receives one sentence if something cannot be delivered
   * @param stopping whether this rank was asked to stop, so that little time is left
   */
  public static TrackingClient start(
      Map<String, String> environment,
      java.util.function.Consumer<String> warnings,
      BooleanSupplier stopping) {
    TrackingClient client = new TrackingClient(environment, warnings, stopping);
    if (client.isEnabled()) {
      client.sender.start();
    }
    return client;
  }

  private TrackingClient(
      Map<String, String> environment,
      java.util.function.Consumer<String> warnings,
      BooleanSupplier stopping) {
    this.environment = environment;
    this.warnings = warnings;
    this.stopping = stopping;
    this.sender = Thread.ofVirtual().name("tracking").unstarted(this::send);
  }

  private boolean isEnabled() {
    return environment.getOrDefault("MLFLOW_TRACKING_URI", "").startsWith("http")
        && !environment.getOrDefault("MLFLOW_RUN_ID", "").isEmpty();
  }

  /** Reports parameters of the run. */
  public void parameters(Map<String, String> parameters) {
    parameters.forEach((key, value) -> offer("params", node().put("key", key).put("value", value)));
  }

  /** Reports the metrics after a step. */
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
    if (isEnabled() && !queue.offer(entry.put("list", list))) {
      warn("too many entries are queued");
    }
  }

  private void send() {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      while (!closing || !queue.isEmpty()) {
        List<ObjectNode> entries = new ArrayList<>();
        ObjectNode first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          entries.add(first);
          queue.drainTo(entries, BATCH_MAX);
          ObjectNode body = body(entries);
          while (!sent(client, body)) {
            Thread.sleep(RETRY_DELAY);
          }
        }
      }
    } catch (InterruptedException _) {
      // Closed; queued entries are dropped.
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

  /** Returns false if the server was unavailable; entries that it refuses are not sent again. */
  private boolean sent(HttpClient client, ObjectNode body) throws InterruptedException {
    String base = environment.getOrDefault("MLFLOW_TRACKING_URI", "").replaceFirst("/+$", "");
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/runs/log-batch"))
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
      String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 == 2) {
        wasReached = true;
      } else {
        warn("it answered " + response.statusCode());
      }
      return response.statusCode() < 500;
    } catch (IOException problem) {
      warn(String.valueOf(problem.getMessage()));
      return false;
    } catch (IllegalArgumentException invalid) {
      warn(String.valueOf(invalid.getMessage()));
      return true;
    }
  }

  private synchronized void warn(String reason) {
    if (!warned) {
      warned = true;
      warnings.accept("metrics do not reach the tracking server: " + reason);
    }
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Sends queued entries; waits a minute for a server that was reached before, else 5 seconds. */
  @Override
  public void close() {
    if (!isEnabled()) {
      return;
    }
    closing = true;
    long start = System.nanoTime();
    try {
      while (!sender.join(RETRY_DELAY) && System.nanoTime() - start < endTimeoutNanos()) {
        // The remaining time may have changed.
      }
      sender.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private long endTimeoutNanos() {
    return (wasReached && !stopping.getAsBoolean() ? END_TIMEOUT : TIMEOUT).toNanos();
  }
}
