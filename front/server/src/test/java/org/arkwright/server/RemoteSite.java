package org.arkwright.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.arkwright.dispatch.Channels;
import org.arkwright.dispatch.DispatchEngine;
import org.arkwright.dispatch.Inventory;
import org.arkwright.dispatch.LeaseTerms;
import org.arkwright.dispatch.ProvidedSite;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.engine.Launch;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.identity.Tokens;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.options.StartException;
import org.arkwright.protocol.FileCalls;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.server.home.HomeIdentity;
import org.arkwright.server.home.HomeSecrets;
import org.arkwright.worker.WorkerFence;
import org.arkwright.worker.WorkerMain;

/**
 * A server, and real workers that share no folder with it: each has a host name of its own, and
 * folders of its own for everything, and exchanges files over HTTP. Needs the right to give a
 * process another host name.
 */
final class RemoteSite implements AutoCloseable {
  private static final PrincipalId OWNER = new PrincipalId("p-1");
  private static final String TOKEN = "secret";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final List<Worker> workers = new ArrayList<>();
  private HomeFolder home;
  private RunningServer server;
  private Channels channels;

  RemoteSite(Path folder) throws IOException, StartException {
    this.folder = folder;
    up();
  }

  /** Whether this process may give others a host name. */
  static boolean isPossible() {
    try {
      return new ProcessBuilder("unshare", "--uts", "true").start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts the server, again after {@link #down}, on another port. */
  void up() throws IOException, StartException {
    home = HomeFolder.prepare(folder.resolve("server"));
    IssuedTokens issued =
        new IssuedTokens(new HomeSecrets(home).tokenKey(), InstantSource.system());
    RefusedClaims refused = new RefusedClaims();
    DispatchEngine engine =
        new DispatchEngine(
            new NoProvider(),
            new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofDays(1)),
            refused);
    channels = new Channels(Channels.Limits.DEFAULT, engine::open);
    server =
        RunningServer.start(
            home,
            HomeIdentity.bind(home, false),
            new ServerOptions(
                folder.resolve("server"),
                "127.0.0.1",
                OptionalInt.of(0),
                OptionalInt.of(0),
                "127.0.0.1",
                List.of(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.of("127.0.0.1"),
                false,
                false),
            new Tokens(TOKEN, issued, OWNER, new PrincipalNames(Map.of(OWNER, "admin"))),
            new RunningServer.Site(
                engine,
                engine,
                channels,
                refused,
                _ -> false,
                Set.of(NodeId.HOME),
                () -> {},
                () -> {},
                List.of(),
                (_, _) -> 0));
    for (Worker worker : workers) {
      worker.learn(server.url(), issued);
    }
  }

  /** Stops the server. */
  void down() {
    server.close();
  }

  /** The server's own logs. */
  Path logs() {
    return home.logs();
  }

  /** Starts a worker on a host of that name. */
  Worker join(String host) throws IOException, StartException {
    return join(host, server.url());
  }

  /** Starts a worker on a host of that name, which reaches its server at that address. */
  Worker join(String host, String url, String... options) throws IOException, StartException {
    Worker worker = new Worker(host, folder.resolve(host), List.of(options));
    workers.add(worker);
    worker.learn(url, new IssuedTokens(new HomeSecrets(home).tokenKey(), InstantSource.system()));
    worker.start();
    return worker;
  }

  /** A worker's process and folders. */
  static final class Worker {
    final Path folder;
    private final String host;
    private final List<String> options;
    private Process process;

    private Worker(String host, Path folder, List<String> options) throws IOException {
      this.host = host;
      this.folder = Files.createDirectories(folder);
      this.options = options;
    }

    private void learn(String url, IssuedTokens issued) throws IOException {
      JSON.writeValue(folder.resolve("server.json").toFile(), Map.of("url", url));
      Files.writeString(
          folder.resolve("token"),
          issued.ofWorker(WorkerId.ofNode(NodeId.atHome(host)), Duration.ofHours(1)));
    }

    /** Where its server is from now on: something between the two. */
    void redirect(String url) throws IOException {
      JSON.writeValue(folder.resolve("server.json").toFile(), Map.of("url", url));
    }

    void start() throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "unshare",
                  "--uts",
                  "sh",
                  "-c",
                  "hostname \"$0\" && exec setsid \"$@\"",
                  host,
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx96m",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  WorkerMain.class.getName(),
                  "--home",
                  folder.resolve("worker").toString(),
                  "--logs",
                  folder.resolve("logs").toString(),
                  "--work",
                  folder.resolve("work").toString(),
                  "--server-file",
                  folder.resolve("server.json").toString(),
                  "--token-file",
                  folder.resolve("token").toString(),
                  "--first-lease",
                  "PT60S",
                  "--files",
                  "http"));
      command.addAll(options);
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
              .start();
    }

    /** Kills the worker, whose ranks go on. */
    void kill() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  /** Answers a request of the administrator's. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send(request(path).GET()).body());
  }

  /** Sends a document, which has to be accepted, and returns the answer. */
  JsonNode change(String method, String path, String document)
      throws IOException, InterruptedException {
    HttpResponse<String> reply =
        send(
            request(path)
                .header("content-type", "application/yaml")
                .method(method, HttpRequest.BodyPublishers.ofString(document)));
    if (reply.statusCode() / 100 != 2) {
      throw new AssertionError(reply.body());
    }
    return JSON.readTree(reply.body());
  }

  /** The address of the gateway. */
  String gateway() {
    return server.gatewayUrl();
  }

  JobId submit(String spec) throws IOException, InterruptedException {
    HttpResponse<String> reply =
        send(
            request("/api/v1/jobs")
                .header("content-type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(spec, StandardCharsets.UTF_8)));
    if (reply.statusCode() != 201) {
      throw new AssertionError(reply.body());
    }
    return JobId.parse(JSON.readTree(reply.body()).get("id").asText()).orElseThrow();
  }

  void cancel(JobId job) throws IOException, InterruptedException {
    var _ =
        send(request("/api/v1/jobs/" + job).method("DELETE", HttpRequest.BodyPublishers.noBody()));
  }

  /** Imports the folder as a dataset of that name, and waits until it is there. */
  void importFolder(String name, Path source) throws IOException, InterruptedException {
    HttpResponse<String> reply =
        send(
            request("/api/v1/projects/default/imports")
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        JSON.writeValueAsString(
                            Map.of("name", "dataset/" + name, "source", source.toString())))));
    if (reply.statusCode() / 100 != 2) {
      throw new AssertionError(reply.body());
    }
    until(
        "the import is there",
        () -> status("/api/v1/projects/default/artifacts/dataset/" + name + "/1") == 200);
  }

  /** Waits for the job's end, and returns it. */
  JsonNode await(JobId job) {
    until("job " + job + " ends", () -> isOver(view(job)));
    return view(job);
  }

  /** Waits until the job is in that state. */
  void awaitState(JobId job, String state) {
    until("job " + job + " is " + state, () -> view(job).path("state").asText().equals(state));
  }

  JsonNode view(JobId job) {
    try {
      return get("/api/v1/jobs/" + job);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isOver(JsonNode job) {
    return List.of("Succeeded", "Failed", "Cancelled").contains(job.path("state").asText());
  }

  /** An answer of the server's. */
  record Reply(int status, String body) {}

  /** Asks the server as the worker of a host of that name. */
  Reply asWorker(String host, String path) {
    return asWorker(host, "GET", path, "");
  }

  /** Sends the server a message as the worker of a host of that name. */
  Reply asWorker(String host, String method, String path, String body) {
    WorkerId worker = WorkerId.ofNode(NodeId.atHome(host));
    try {
      IssuedTokens issued =
          new IssuedTokens(new HomeSecrets(home).tokenKey(), InstantSource.system());
      HttpResponse<String> reply =
          client.send(
              HttpRequest.newBuilder(URI.create(server.url() + path))
                  .header("Authorization", "Bearer " + issued.ofWorker(worker, Duration.ofHours(1)))
                  .header(FileCalls.NODE, NodeId.atHome(host).toString())
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new Reply(reply.statusCode(), reply.body());
    } catch (IOException | InterruptedException | StartException e) {
      throw new AssertionError(e);
    }
  }

  /** How many byte streams to workers are open. */
  int channels() {
    return channels.size();
  }

  /** Follows the output of rank 0 from its beginning to its end, and returns it. */
  String follow(JobId job) throws IOException, InterruptedException {
    HttpResponse<String> reply =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(server.url() + "/api/v1/jobs/" + job + "/logs?follow=true"))
                .header("Authorization", "Bearer " + TOKEN)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (reply.statusCode() != 200) {
      throw new AssertionError(reply.body());
    }
    return reply.body();
  }

  /** The content of a file of a version. */
  byte[] file(String artifact, String path) throws IOException, InterruptedException {
    return client
        .send(
            request("/api/v1/projects/default/artifacts/" + artifact + "/file?path=" + path)
                .GET()
                .build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  private int status(String path) {
    try {
      return send(request(path).GET()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  URI url() {
    return URI.create(server.url());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    for (Worker worker : workers) {
      until(
          "worker and ranks are gone",
          () -> {
            try {
              WorkerFence.fence(worker.folder.resolve("worker"));
              return true;
            } catch (IOException _) {
              return false;
            }
          });
    }
    server.close();
    client.close();
  }

  /** Hosts whose workers somebody else starts, and nobody can reach. */
  private static final class NoProvider implements WorkerProvider {
    @Override
    public ProvidedSite profile() {
      return new ProvidedSite(
          NodeId.HOME,
          ProvidedSite.Workers.PER_NODE,
          ProvidedSite.Placer.CONTROL_PLANE,
          NodeSpec.MANAGEMENT);
    }

    @Override
    public void start(Inventory nodes) {}

    @Override
    public void request(AttemptId attempt, Launch launch) {}

    @Override
    public void release(AttemptId attempt) {}

    @Override
    public Fence fence(WorkerId worker) {
      return Fence.NOT_YET;
    }

    @Override
    public void close() {}
  }
}
