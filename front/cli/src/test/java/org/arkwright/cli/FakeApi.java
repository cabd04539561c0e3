package org.arkwright.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A fake API server with canned answers, on a loopback port of its own. */
public final class FakeApi implements AutoCloseable {
  public static final String TOKEN = "let-me-in";

  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile int healthStatus = 200;
  private volatile String health = "{}";
  private HttpServer server;
  private ExecutorService threads;

  /** The answer to a request. */
  @FunctionalInterface
  public interface Route {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** A received request: {@code GET /jobs?x=y}, the body, the idempotency key, the home meant. */
  public record Request(String line, String body, String key, String home) {}

  public FakeApi() {
    start();
  }

  /**
   * Answers requests such as {@code GET /jobs}, below the API's prefix and with any query; those of
   * the tracking API are {@code GET /mlflow/…}.
   */
  public FakeApi on(String methodAndPath, Route route) {
    routes.put(methodAndPath, route);
    return this;
  }

  public FakeApi on(String methodAndPath, int status, String json) {
    return on(methodAndPath, exchange -> send(exchange, status, json));
  }

  /** Says from now on what healthz says. */
  public FakeApi health(int status, String json) {
    healthStatus = status;
    health = json;
    return this;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Stops the server and breaks every connection. */
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Starts the server on another port. */
  public void start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/api/v1/", this::answer);
    server.createContext("/api/2.0/mlflow/", this::answer);
    server.createContext("/get-artifact", this::answer);
    server.createContext("/healthz", exchange -> send(exchange, healthStatus, health));
    server.start();
  }

  @Override
  public void close() {
    stop();
  }

  public static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Returns a parameter of the query; empty text if it is missing. */
  public static String parameter(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getQuery();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return "";
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("^/api/(v1|2[.]0)", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = exchange.getRequestURI().getQuery();
    String line = exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    String home = exchange.getRequestHeaders().getFirst("Arkwright-Home");
    requests.add(new Request(line, body, key == null ? "" : key, home == null ? "" : home));
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, "{\"title\":\"Unauthorized\",\"detail\":\"a bearer token is missing\"}");
      return;
    }
    Route route = routes.get(exchange.getRequestMethod() + " " + path);
    if (route == null) {
      send(
          exchange,
          404,
          "{\"title\":\"Not found\",\"detail\":\"there is nothing at %s\"}".formatted(path));
    } else {
      route.answer(exchange);
    }
  }
}
