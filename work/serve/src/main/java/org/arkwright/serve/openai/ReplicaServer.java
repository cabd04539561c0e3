package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.arkwright.serve.runtime.EmbeddingModel;
import org.arkwright.serve.runtime.TextModel;

/** Serves one model through OpenAI's API on loopback. Any thread may close it. */
public final class ReplicaServer implements AutoCloseable {
  private static final int QUEUED_MAX = 1024;
  private static final long BODY_MAX = 16L << 20;

  private final Server server;

  private ReplicaServer(Server server) {
    this.server = server;
    server.start().join();
  }

  /**
   * Serves a text model.
   *
   * @param port the port to listen on; 0 for any free port
   * @param token the token that clients must present; empty admits every local program
   */
  public static ReplicaServer text(int port, Optional<String> token, String name, TextModel model) {
    ExecutorService slots =
        new ThreadPoolExecutor(
            model.parallel(),
            model.parallel(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED_MAX),
            Thread.ofPlatform().name("slot-", 0).daemon().factory());
    ServerBuilder builder =
        builder(port, token, name, model::problem)
            .errorHandler(
                new ErrorForm("writes text at /v1/chat/completions and /v1/completions", BODY_MAX));
    builder.service(
        "/v1/chat/completions",
        post(new TextService(model, name, TextAnswerForm.CHAT, slots), token));
    builder.service(
        "/v1/completions",
        post(new TextService(model, name, TextAnswerForm.COMPLETION, slots), token));
    builder.service("/tokenize", post(new TokenizeService(model), token));
    return new ReplicaServer(builder.build());
  }

  /** Serves an embedding model, as {@link #text} does a text model. */
  public static ReplicaServer embedding(
      int port, Optional<String> token, String name, EmbeddingModel model) {
    ServerBuilder builder =
        builder(port, token, name, Optional::empty)
            .errorHandler(
                new ErrorForm(
                    "makes embeddings at /v1/embeddings and ranks texts at /v1/rerank", BODY_MAX));
    builder.service("/v1/embeddings", post(new EmbeddingService(model, name), token));
    HttpService rerank = post(new RerankService(model, name), token);
    builder.service("/v1/rerank", rerank).service("/v2/rerank", rerank);
    return new ReplicaServer(builder.build());
  }

  public int port() {
    return server.activeLocalPort();
  }

  private static ServerBuilder builder(
      int port, Optional<String> token, String name, Supplier<Optional<String>> problem) {
    ObjectNode models = JsonNodeFactory.instance.objectNode().put("object", "list");
    models
        .putArray("data")
        .addObject()
        .put("id", name)
        .put("object", "model")
        .put("created", System.currentTimeMillis() / 1000)
        .put("owned_by", "arkwright");
    return Server.builder()
        .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .maxRequestLength(BODY_MAX)
        .requestTimeout(Duration.ZERO)
        .idleTimeout(Duration.ofMinutes(5))
        .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
        .service("/health", (_, _) -> health(problem.get()))
        .service("/v1/models", authenticated((_, _) -> JsonAnswers.ok(models), token));
  }

  private static HttpResponse health(Optional<String> problem) {
    return problem
        .map(why -> HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE, MediaType.PLAIN_TEXT, why))
        .orElseGet(() -> HttpResponse.of(HttpStatus.OK));
  }

  private static HttpService post(HttpService service, Optional<String> token) {
    return authenticated(
        (context, request) ->
            request.method() == HttpMethod.POST
                ? service.serve(context, request)
                : JsonAnswers.failure(
                    new ApiError(405, "invalid_request_error", "Use POST.", null, null)),
        token);
  }

  private static HttpService authenticated(HttpService service, Optional<String> token) {
    return (ServiceRequestContext context, HttpRequest request) ->
        isAuthorized(token, request.headers().get("authorization", ""))
            ? service.serve(context, request)
            : JsonAnswers.failure(
                new ApiError(
                    401,
                    "invalid_request_error",
                    "This replica only answers its gateway.",
                    null,
                    "invalid_api_key"));
  }

  /** Compares tokens in constant time. */
  private static boolean isAuthorized(Optional<String> token, String authorization) {
    return token.isEmpty()
        || MessageDigest.isEqual(
            ("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8),
            authorization.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
