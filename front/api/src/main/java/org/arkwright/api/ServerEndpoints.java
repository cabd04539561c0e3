package org.arkwright.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.arkwright.identity.Permission;
import org.arkwright.model.CommandOrigin;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.ShutdownReader;

/** The endpoints of the server: health, status, shutdown, OpenAPI. */
public final class ServerEndpoints implements EndpointGroup {
  private static final MediaType YAML = MediaType.parse("application/yaml; charset=utf-8");

  private final Supplier<ObjectNode> about;
  private final Shutdown shutdown;
  private final Executor background;
  private final Supplier<List<String>> troubles;

  /** Stops the server in the background. */
  @FunctionalInterface
  public interface Shutdown {
    /**
     * Starts the shutdown; with {@code stopJobs}, first cancels all jobs and waits for them.
     *
     * @param origin who requested it
     */
    void begin(boolean stopJobs, CommandOrigin origin);
  }

  /**
   * @param about returns the server's description of itself; may block
   * @param troubles what is wrong now, a line each that anyone may read; never blocks
   */
  public ServerEndpoints(
      Supplier<ObjectNode> about,
      Shutdown shutdown,
      Executor background,
      Supplier<List<String>> troubles) {
    this.about = about;
    this.shutdown = shutdown;
    this.background = background;
    this.troubles = troubles;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.GET, "/", Permission.PUBLIC, _ -> ApiReplies.done(page())),
        new Endpoint(HttpMethod.GET, "/healthz", Permission.PUBLIC, _ -> healthy()),
        new Endpoint(HttpMethod.GET, "/health", Permission.PUBLIC, _ -> healthy()),
        Endpoint.get(
            "/api/v1/server",
            Permission.SERVER_READ,
            _ -> background(() -> ApiReplies.ok(withTroubles(about.get(), troubles.get())))),
        Endpoint.post("/api/v1/server/shutdown", Permission.SERVER_MANAGE, this::stop),
        new Endpoint(
            HttpMethod.GET,
            "/api/v1/openapi.yaml",
            Permission.PUBLIC,
            _ -> background(ServerEndpoints::openApiYaml)),
        new Endpoint(
            HttpMethod.GET,
            "/api/v1/openapi.json",
            Permission.PUBLIC,
            _ -> background(ServerEndpoints::openApiJson)));
  }

  /** What somebody sees who opens the server in a browser. */
  private static HttpResponse page() {
    return HttpResponse.of(
        HttpStatus.OK,
        MediaType.HTML_UTF_8,
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Arkwright</title>
        <body style="font:16px/1.5 sans-serif;max-width:40em;margin:3em auto">
        <h1>Arkwright's API</h1>
        <p>The control plane answers here to programs and to the <code>arkwright</code> command,
        with a bearer token from <code>admin.token</code> in the server's home.</p>
        <p>The calls: <a href="/api/v1/openapi.yaml">openapi.yaml</a>,
        <a href="/api/v1/openapi.json">openapi.json</a>. Is it well:
        <a href="/healthz">healthz</a>. Models are served by the gateway, on a port of its own that
        <code>arkwright up</code> prints.</p>
        </body></html>
        """);
  }

  private CompletableFuture<HttpResponse> healthy() {
    List<String> found = troubles.get();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (found.isEmpty()) {
      return ApiReplies.done(ApiReplies.ok(json.put("status", "ok")));
    }
    json.put("status", "not well");
    return ApiReplies.done(
        ApiReplies.json(HttpStatus.SERVICE_UNAVAILABLE, withTroubles(json, found)));
  }

  private static ObjectNode withTroubles(ObjectNode json, List<String> troubles) {
    if (!troubles.isEmpty()) {
      ArrayNode lines = json.putArray("troubles");
      troubles.forEach(lines::add);
    }
    return json;
  }

  private CompletableFuture<HttpResponse> background(Supplier<HttpResponse> answer) {
    return CompletableFuture.supplyAsync(answer, background);
  }

  private CompletableFuture<HttpResponse> stop(ApiRequest request) {
    return switch (ShutdownReader.read(request.body())) {
      case Reading.Rejected<Boolean>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<Boolean>(Boolean stopJobs) -> stop(request, stopJobs);
    };
  }

  private CompletableFuture<HttpResponse> stop(ApiRequest request, boolean stopJobs) {
    shutdown.begin(stopJobs, request.origin());
    return ApiReplies.done(
        ApiReplies.json(
            HttpStatus.ACCEPTED,
            JsonNodeFactory.instance.objectNode().put("stopping", true).put("stopJobs", stopJobs)));
  }

  private static HttpResponse openApiYaml() {
    return HttpResponse.of(HttpStatus.OK, YAML, openApi());
  }

  private static HttpResponse openApiJson() {
    try {
      return ApiReplies.ok(new YAMLMapper().readTree(openApi()));
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.yaml is not YAML", e);
    }
  }

  static byte[] openApi() {
    try (InputStream document = ServerEndpoints.class.getResourceAsStream("openapi.yaml")) {
      if (document == null) {
        throw new IllegalStateException("openapi.yaml is not on the class path");
      }
      return document.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read openapi.yaml", e);
    }
  }
}
