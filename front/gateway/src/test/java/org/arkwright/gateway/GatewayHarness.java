package org.arkwright.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.model.id.ProjectName;

/** A gateway with one key and one route, and a usage sink that remembers its requests. */
public final class GatewayHarness implements AutoCloseable {
  public static final String KEY = "ak-test";
  static final RouteName ROUTE = new RouteName(ProjectName.DEFAULT, "chat");
  final List<FinishedRequest> recorded = new CopyOnWriteArrayList<>();
  final List<RouteName> woken = new CopyOnWriteArrayList<>();
  final Gateway gateway;
  final HttpClient http = HttpClient.newHttpClient();

  public GatewayHarness(Path spool) throws IOException {
    this(spool, 10_000);
  }

  GatewayHarness(Path spool, long heldMillis) throws IOException {
    gateway =
        Gateway.start(
            new GatewaySettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                spool,
                spool.resolveSibling(spool.getFileName() + "-responses"),
                20,
                4,
                heldMillis,
                List.of("https://app.example")),
            new PublishedTables(),
            woken::add,
            (_, _, requests) -> {
              recorded.addAll(requests);
              return CompletableFuture.completedFuture(null);
            });
    keys(KeyLimits.NONE);
  }

  void keys(KeyLimits limits) {
    gateway
        .tables()
        .publish(
            KeyTable.of(
                List.of(new AdmittedKey("k1", ProjectName.DEFAULT, KeyDigest.of(KEY), limits))));
  }

  static KeyLimits limits(long requests, long tokens) {
    return new KeyLimits(OptionalLong.of(requests), OptionalLong.of(tokens));
  }

  public void route(boolean wakes, Backend... backends) {
    publish(List.of(new Route(ROUTE, 0, List.of(backends), wakes, Optional.empty())));
  }

  /** Publishes a deployment with adapters. */
  void route(SortedSet<String> adapters, Backend... backends) {
    publish(List.of(new Route(ROUTE, 0, List.of(backends), false, Optional.empty(), adapters)));
  }

  /** Publishes one replica for each model. */
  void routes(Map<String, Backend> replicas) {
    publish(
        new TreeMap<>(replicas)
            .entrySet().stream()
                .map(replica ->
                    new Route(
                        new RouteName(ProjectName.DEFAULT, replica.getKey()),
                        0,
                        List.of(replica.getValue()),
                        false,
                        Optional.empty()))
                .toList());
  }

  private void publish(List<Route> routes) {
    gateway
        .tables()
        .publish(
            RoutingTable.of(
                routes,
                (_, tokens, _, _) ->
                    Optional.of(
                        new CostEstimate(
                            tokens.total() * 2.0, 0.5, new BigDecimal("0.000012"), "EUR"))));
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.port() + path);
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + KEY);
  }

  HttpResponse<String> chat(String fields) throws IOException, InterruptedException {
    return post("/v1/chat/completions", "{\"model\":\"chat\",\"messages\":[]" + fields + "}");
  }

  CompletableFuture<HttpResponse<String>> chatLater(String fields) {
    return http.sendAsync(
        request("/v1/chat/completions")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"chat\",\"messages\":[]" + fields + "}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return http.send(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Waits until the sink has that many requests. */
  public List<FinishedRequest> awaitRecorded(int count) throws InterruptedException {
    for (int i = 0; i < 500 && recorded.size() < count; i++) {
      Thread.sleep(10);
    }
    return new ArrayList<>(recorded);
  }

  @Override
  public void close() {
    gateway.close();
    http.close();
  }

  /** Sends a whole request on a connection of its own. */
  Socket send(String model, String fields) throws Exception {
    String body = "{\"model\":\"%s\",\"messages\":[]%s}".formatted(model, fields);
    Socket socket = announce(body.length());
    socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** Sends the headers of a request. */
  Socket announce(int bodyBytes) throws Exception {
    return announce("/v1/chat/completions", bodyBytes);
  }

  /** Sends the headers of a request to a path. */
  Socket announce(String path, int bodyBytes) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket
        .getOutputStream()
        .write(
            """
            POST %s HTTP/1.1\r
            Host: x\r
            Authorization: Bearer %s\r
            Content-Length: %d\r
            \r
            """
                .formatted(path, KEY, bodyBytes)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** Reads until the text was there, or to the end. */
  static byte[] readUntil(Socket socket, String text) throws Exception {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[1024];
    int read = in.read(buffer);
    while (read > 0) {
      bytes.write(buffer, 0, read);
      if (bytes.toString(StandardCharsets.UTF_8).contains(text)) {
        break;
      }
      read = in.read(buffer);
    }
    return bytes.toByteArray();
  }
}
