package org.arkwright.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.arkwright.dispatch.DispatchEngine;
import org.arkwright.dispatch.LeaseTerms;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.engine.Observed;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.ProtocolForm;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.wire.Wire;
import org.arkwright.worker.JobTerms;
import org.arkwright.worker.WorkerFence;
import org.arkwright.worker.WorkerMain;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.WorkerProcess;

/**
 * A home with real worker processes and restartable control planes: engine, HTTP server, observer.
 */
final class LocalTestSite implements AutoCloseable {
  private final Path home;
  private final Duration lease;
  private int starts;
  private DispatchEngine engine;
  private HttpServer http;
  Observed observed = new Observed();

  LocalTestSite(Path home, Duration lease) throws IOException {
    this.home = home;
    this.lease = lease;
    Files.createDirectories(home.resolve("worker"));
    Files.writeString(home.resolve("token"), "secret\n");
    Files.copy(WorkerOptions.BOOT_ID_FILE, home.resolve("boot"));
  }

  DispatchEngine engine() {
    return engine;
  }

  RankLogs logs() {
    return new RankLogs(home.resolve("logs"));
  }

  /** Starts a control plane with these live attempts. */
  LocalTestSite up(AttemptId... live) throws IOException {
    return up(new Event.ServerStarted("", "", "", ++starts, 0), Long.MAX_VALUE, live);
  }

  /** Starts a control plane as that start of a home, whose journal ended at the given time. */
  LocalTestSite up(Event.ServerStarted start, long knownNanos, AttemptId... live)
      throws IOException {
    observed = new Observed();
    engine =
        new DispatchEngine(
            workers(),
            new LeaseTerms(lease, Duration.ofSeconds(1), Duration.ofDays(1)),
            new RefusedClaims());
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/worker/v1/sync", LocalTestSite.this::serve);
    http.start();
    Files.write(
        home.resolve("server.json"),
        Wire.strict()
            .mapper()
            .writeValueAsBytes(Map.of("url", "http://127.0.0.1:" + http.getAddress().getPort())));
    Collection<AttemptId> known = List.of(live);
    engine.serve(start, knownNanos);
    engine.start(observed, known);
    return this;
  }

  /** Stops the control plane in an orderly way, which leaves its ranks running. */
  void down() {
    engine.close();
    http.stop(0);
  }

  /** Stops the control plane as a crash would. */
  void crash() {
    http.stop(0);
    engine.abandon();
  }

  void killWorker() {
    ProcessHandle worker = ProcessHandle.of(worker().pid()).orElseThrow();
    worker.destroyForcibly();
    worker.onExit().join();
  }

  WorkerProcess worker() {
    return runningWorker().orElseThrow();
  }

  /** The worker that runs, as far as its record tells. */
  Optional<WorkerProcess> runningWorker() {
    try {
      return WorkerProcess.running(home.resolve("worker"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a worker runs by its record, which is not the one of that incarnation. */
  boolean hasWorkerBesides(String incarnation) {
    return runningWorker()
        .filter(running -> !running.incarnation().equals(incarnation))
        .isPresent();
  }

  /** Makes the machine appear restarted to the next worker. */
  void pretendReboot() throws IOException {
    Files.writeString(home.resolve("boot"), "another-boot\n");
  }

  private LocalWorkers workers() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    WorkerOptions options =
        new WorkerOptions(
            home.resolve("worker"),
            home.resolve("logs"),
            home.resolve("work"),
            home.resolve("server.json"),
            home.resolve("token"),
            lease,
            home.resolve("boot"),
            Optional.empty(),
            JobTerms.DEFAULT);
    return new LocalWorkers(
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerMain.class.getName()),
        options,
        (_, _) -> "secret");
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!"Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      ProtocolForm form = new ProtocolForm();
      SyncRequest request = form.readRequest(exchange.getRequestBody().readAllBytes());
      byte[] answer = form.write(engine.sync(request).toCompletableFuture().join(), request);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() throws IOException {
    engine.abandon();
    http.stop(0);
    Observed.until(
        "worker and ranks are gone",
        () -> {
          try {
            WorkerFence.fence(home.resolve("worker"));
            return true;
          } catch (IOException _) {
            return false;
          }
        });
  }
}
