package org.arkwright.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.arkwright.api.Endpoint;
import org.arkwright.dispatch.Channels;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.identity.Tokens;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.options.StartException;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.server.home.HomeFolder;
import org.arkwright.server.home.HomeIdentity;
import org.arkwright.server.home.HomeSecrets;

/**
 * A complete server with a real journal and real HTTP on loopback, and an engine controlled by
 * tests.
 */
public final class TestServer implements AutoCloseable {
  private static final PrincipalId OWNER = new PrincipalId("p-1");

  /** The administrator's token. */
  public static final String TOKEN = "secret";

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final RunningServer server;
  private final HomeFolder home;

  /** Issues the tokens of this server's workers and attempts. */
  public final IssuedTokens issued;

  public final FakeEngine engine = new FakeEngine();

  /** A response of the server. */
  public record Reply(int status, HttpResponse<byte[]> response, JsonNode json) {
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** Takes the orders of byte streams; refuses them unless a test wants them. */
  public volatile Channels.Orders opening =
      (_, _, refused) -> refused.accept("this server has no workers");

  public final Channels channels =
      new Channels(
          Channels.Limits.DEFAULT,
          (worker, order, refused) -> opening.give(worker, order, refused));

  public TestServer(Path folder) throws StartException {
    this(folder, false);
  }

  TestServer(Path folder, boolean acceptJournal) throws StartException {
    this(folder, acceptJournal, Optional.empty());
  }

  /**
   * @param workers where workers of other hosts are served; empty for nowhere
   */
  public TestServer(Path folder, boolean acceptJournal, Optional<InetSocketAddress> workers)
      throws StartException {
    this(folder, acceptJournal, workers, Optional.empty());
  }

  /**
   * @param journal where the journal is; empty for the home's own
   */
  TestServer(
      Path folder,
      boolean acceptJournal,
      Optional<InetSocketAddress> workers,
      Optional<String> journal)
      throws StartException {
    this.home = HomeFolder.prepare(folder);
    this.issued = new IssuedTokens(new HomeSecrets(home).tokenKey(), InstantSource.system());
    ServerOptions options =
        new ServerOptions(
            folder,
            "127.0.0.1",
            OptionalInt.of(0),
            OptionalInt.of(0),
            "127.0.0.1",
            List.of(),
            journal,
            OptionalLong.empty(),
            workers,
            Optional.of("127.0.0.1"),
            false,
            acceptJournal);
    RunningServer.Site site =
        new RunningServer.Site(
            engine,
            _ ->
                CompletableFuture.completedFuture(
                    new SyncResponse(new ServerEpoch("", 0, 0), true, 0, List.of(), 1000)),
            channels,
            new RefusedClaims(),
            _ -> true,
            Set.of(NodeId.HOME),
            () -> {},
            () -> {},
            List.of(),
            (_, _) -> 0);
    this.server =
        RunningServer.start(
            home,
            HomeIdentity.bind(home, false),
            options,
            new Tokens(TOKEN, issued, OWNER, new PrincipalNames(Map.of(OWNER, "admin"))),
            site);
  }

  public List<Endpoint> endpoints() {
    return server.endpoints();
  }

  /** What the start has to say. */
  String note() {
    return server.note();
  }

  public Path logs() {
    return home.logs();
  }

  public Reply get(String path, String... headers) throws IOException, InterruptedException {
    return send(request(path).GET(), headers);
  }

  public Reply post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)), headers);
  }

  public Reply send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(request(path).method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  /**
   * Reports as the worker of a node of the home's own site would.
   *
   * @param use a report in its wire form
   */
  public Reply report(String node, String use) throws IOException, InterruptedException {
    String token = issued.ofWorker(new WorkerId("home", node), Duration.ofMinutes(1));
    return send(
        request("/worker/v1/use")
            .setHeader("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(use)));
  }

  /** Submits a job, which has to be accepted. */
  public JobId submit(String spec) throws IOException, InterruptedException {
    Reply reply = post("/api/v1/jobs", spec, "content-type", "application/yaml");
    if (reply.status() != 201) {
      throw new AssertionError(reply.json().toString());
    }
    return JobId.parse(reply.json().get("id").asText()).orElseThrow();
  }

  /** Waits for the job to end, and returns it. */
  public JsonNode await(JobId job) throws IOException, InterruptedException {
    return get("/api/v1/jobs/" + job + "/wait?timeout=30s").json();
  }

  /** Polls a job until it is in that state, and returns it. */
  public JsonNode awaitState(JobId job, String state) throws IOException, InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() - until < 0) {
      JsonNode view = get("/api/v1/jobs/" + job).json();
      if (view.path("state").asText().equals(state)) {
        return view;
      }
      Thread.sleep(5);
    }
    throw new AssertionError(job + " is not " + state);
  }

  /** Opens a response that is read as a stream. */
  public InputStream open(String path, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + TOKEN);
  }

  public Reply send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    boolean json = response.headers().firstValue("content-type").orElse("").contains("json");
    boolean lines = response.headers().firstValue("content-type").orElse("").contains("ndjson");
    return new Reply(
        response.statusCode(),
        response,
        json && !lines ? JSON.readTree(response.body()) : JSON.missingNode());
  }

  /** The status with which a caller without a token is answered. */
  public int anonymous(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(Duration.ofSeconds(60))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  public URI uri(String path) {
    return URI.create(server.url() + path);
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
