package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.arkwright.cli.terminal.WrongUseException;

/**
 * A client of the server's REST API. Every request blocks its thread until the answer arrives;
 * thread-safe. Paths are relative to the API's prefix and include the query.
 *
 * <p>Requests fail with {@link UnreachableException} when nothing answers, {@link ProblemException}
 * when the server refuses, and {@link IOException} when the connection breaks.
 */
public final class ApiClient {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int UNAUTHORIZED = 401;
  private static final int UNWELL = 503;

  private final ApiAddressSource addresses;
  private final HttpClient client;

  private static final String POSITION = "Arkwright-Position";

  /** The newest position that a response has named: later answers are to include it. */
  private final AtomicLong position = new AtomicLong();

  private final List<TypedValue> typed = new CopyOnWriteArrayList<>();

  private static final String AT = "Arkwright-At";

  /** The time for which the last answer about the past is true. */
  private volatile Optional<Instant> past = Optional.empty();

  public ApiClient(ApiAddressSource addresses) {
    this.addresses = addresses;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /** Has refusals quote a value as it was typed, and not as it was sent. */
  public void saying(TypedValue value) {
    typed.add(value);
  }

  /** The time for which the last answer about the past is true; empty if there was none. */
  public Optional<Instant> past() {
    return past;
  }

  public JsonNode get(String path) throws IOException {
    return json(request(path).GET());
  }

  /** Returns what is wrong with parts of the server now, a line each. */
  public List<String> troubles() throws IOException {
    ApiAddress address = addresses.current();
    HttpResponse<InputStream> response = send(authorized(address, address.health()).GET());
    try (InputStream stream = response.body()) {
      byte[] body = stream.readAllBytes();
      if (response.statusCode() / 100 != 2 && response.statusCode() != UNWELL) {
        throw refused(response, body);
      }
      List<String> troubles = new ArrayList<>();
      MAPPER.readTree(body).path("troubles").forEach(each -> troubles.add(each.asText()));
      return troubles;
    }
  }

  /** Returns the tracking API's answer to a GET request. */
  public JsonNode tracking(String path) throws IOException {
    ApiAddress address = addresses.current();
    return json(authorized(address, address.tracking(path)).GET());
  }

  /** Returns the tracking API's answer to a GET request, of one project. */
  public JsonNode tracking(String path, String project) throws IOException {
    return json(ofProject(address -> address.tracking(path), project).GET());
  }

  /** Returns the tracking API's answer to a POST request, of one project. */
  public JsonNode trackingPost(String path, String project, JsonNode body) throws IOException {
    return json(
        ofProject(address -> address.tracking(path), project)
            .header("Content-Type", "application/json")
            .POST(text(body)));
  }

  /** Returns the bytes of a run's file as they arrive; the caller closes the stream. */
  InputStream trackingFile(String run, String path, String project) throws IOException {
    return opened(
        ofProject(address -> address.file(run, path), project).setHeader("Accept", "*/*").GET());
  }

  private HttpRequest.Builder ofProject(Function<ApiAddress, URI> uri, String project) {
    if (!project.matches("[!-~]+")) {
      throw WrongUseException.ofValue("--project", project, "a project's name");
    }
    ApiAddress address = addresses.current();
    return authorized(address, uri.apply(address)).header("X-MLflow-Workspace", project);
  }

  /** Posts JSON; a missing node sends no body. */
  public JsonNode post(String path, JsonNode body) throws IOException {
    return json(request(path).header("Content-Type", "application/json").POST(text(body)));
  }

  public JsonNode put(String path, JsonNode body) throws IOException {
    return json(request(path).header("Content-Type", "application/json").PUT(text(body)));
  }

  public JsonNode delete(String path) throws IOException {
    return json(request(path).DELETE());
  }

  /** Posts a document unchanged, with additional headers. */
  public JsonNode postDocument(
      String path, byte[] document, String mediaType, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        request(path).header("Content-Type", mediaType).POST(BodyPublishers.ofByteArray(document));
    headers.forEach(request::header);
    return json(request);
  }

  /** Posts the bytes of a stream, which is opened anew for each try. */
  public JsonNode postFiles(String path, Supplier<InputStream> content) throws IOException {
    return json(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofInputStream(content)));
  }

  /** Posts bytes as they are published, each at once. */
  public JsonNode postStream(String path, Flow.Publisher<ByteBuffer> content) throws IOException {
    return json(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.fromPublisher(content)));
  }

  /**
   * An answer whose bytes are read as they arrive.
   *
   * @param header the value of the header asked for; empty if it has none
   */
  public record Opened(String header, InputStream body) {}

  /** Posts no body, and returns the answer's bytes as they arrive; the caller closes the stream. */
  public Opened openPost(String path, String header) throws IOException {
    HttpResponse<InputStream> response =
        answered(request(path).setHeader("Accept", "*/*").POST(BodyPublishers.noBody()));
    return new Opened(response.headers().firstValue(header).orElse(""), response.body());
  }

  /** Returns the answer's bytes as they arrive; the caller closes the stream. */
  public InputStream open(String path, String mediaType) throws IOException {
    return opened(request(path).setHeader("Accept", mediaType).GET());
  }

  private InputStream opened(HttpRequest.Builder request) throws IOException {
    return answered(request).body();
  }

  private HttpResponse<InputStream> answered(HttpRequest.Builder request) throws IOException {
    HttpResponse<InputStream> response = send(request);
    if (response.statusCode() / 100 != 2) {
      try (InputStream body = response.body()) {
        throw refused(response, body.readAllBytes());
      }
    }
    return response;
  }

  private HttpRequest.Builder request(String path) {
    ApiAddress address = addresses.current();
    return authorized(address, address.resolve(path));
  }

  private static HttpRequest.Builder authorized(ApiAddress address, URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
    address.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    // A server of another home refuses the request before it does anything.
    address.home().ifPresent(home -> request.header("Arkwright-Home", home));
    return request;
  }

  private static HttpRequest.BodyPublisher text(JsonNode body) {
    return body.isMissingNode()
        ? BodyPublishers.noBody()
        : BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8);
  }

  private JsonNode json(HttpRequest.Builder request) throws IOException {
    HttpResponse<InputStream> response = send(request);
    try (InputStream stream = response.body()) {
      byte[] body = stream.readAllBytes();
      if (response.statusCode() / 100 != 2) {
        throw refused(response, body);
      }
      return body.length == 0 ? MissingNode.getInstance() : MAPPER.readTree(body);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder builder) throws IOException {
    long known = position.get();
    HttpRequest request =
        (known > 0 ? builder.setHeader(POSITION, Long.toString(known)) : builder).build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      response
          .headers()
          .firstValueAsLong(POSITION)
          .ifPresent(named -> position.accumulateAndGet(named, Math::max));
      response.headers().firstValue(AT).map(Instant::parse).ifPresent(at -> past = Optional.of(at));
      return response;
    } catch (ConnectException _) {
      throw new UnreachableException(
          "no server at %s: start it with `arkwright up`"
              .formatted(request.uri().resolve("/").toString().replaceAll("/$", "")));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the server");
    }
  }

  private ProblemException refused(HttpResponse<?> response, byte[] body) {
    int status = response.statusCode();
    JsonNode problem = MissingNode.getInstance();
    try {
      problem = MAPPER.readTree(body);
    } catch (IOException _) {
      // Not the server's answer but, say, a proxy's page; the status is still worth reporting.
    }
    ApiProblem parsed = ApiProblem.of(status, problem);
    if (status == UNAUTHORIZED && parsed.advice().isEmpty()) {
      parsed =
          new ApiProblem(
              status,
              parsed.kind(),
              parsed.message(),
              parsed.expected(),
              "Use the token of the server's home folder: set --home or ARKWRIGHT_TOKEN.",
              parsed.errors());
    }
    for (TypedValue value : typed) {
      parsed = parsed.saying(value::said);
    }
    return new ProblemException(parsed);
  }
}
