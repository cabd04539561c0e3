package org.arkwright.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import org.arkwright.cli.terminal.Terminal;

/**
 * The training run for the JVM's ahead-of-time cache, which the launcher's build creates: it runs
 * the common commands once against a fake server, so that their classes end up in the cache.
 */
public final class CacheTraining {
  private static final String JOB =
      """
      {"id":"0123456789abc","name":"a","project":"default","state":"Succeeded","ranks":1,\
      "attempts":1,"exitCode":0,"submittedAt":"2030-01-01T00:00:00Z"}\
      """;

  private CacheTraining() {}

  /** Runs every command line and exits: 0 if all succeeded, else 1. */
  public static void main(String[] none) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/", CacheTraining::answer);
    server.setExecutor(Runnable::run);
    server.start();
    Map<String, String> environment =
        Map.of(
            "ARKWRIGHT_URL",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "ARKWRIGHT_TOKEN",
            "none");
    String[][] lines = {
      {"run", "--detach", "--", "true"},
      {"run", "--", "true"},
      {"jobs"},
      {"job", "a"},
      {"jobs", "-o", "json"},
      {"nodes", "-o", "yaml"},
      {"cancel", "a"},
      {"--help"},
    };
    // Only to load its classes; nothing is printed to it.
    var _ = Terminal.ofProcess(System.getenv());
    int failures = 0;
    for (String[] line : lines) {
      failures += Arkwright.execute(silent(), environment, InstantSource.system(), line);
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body =
        (path.endsWith("/logs") || path.endsWith("/events") ? "" : isList(path) ? "[]" : JOB)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    try (OutputStream stream = exchange.getResponseBody()) {
      stream.write(body);
    }
  }

  private static boolean isList(String path) {
    return path.endsWith("/nodes");
  }

  private static Terminal silent() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Terminal(
        nowhere, nowhere, System.in, OptionalInt.of(80), OptionalInt.empty(), true, true, false);
  }
}
