package org.arkwright.gateway;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.arkwright.gateway.route.Backend;

/**
 * A replica without a model: it responds with a configured number of events, and can be made to
 * fail.
 */
final class StubReplica implements AutoCloseable {
  private final Server server;
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final List<String> requestIds = new CopyOnWriteArrayList<>();
  final AtomicLong written = new AtomicLong();
  volatile int events = 3;
  volatile int eventBytes = 1;
  volatile long pauseMillis;
  volatile int status = 200;

  /** The whole answer; a usage of 5 and 7 tokens by default. */
  volatile String whole =
      "{\"id\":\"x\",\"usage\":"
          + "{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}";

  /** The last event before the end of a stream that asks for usage; %d is the number of events. */
  volatile String usageEvent =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":%d}}\n\n";

  /** What precedes the data of each event. */
  volatile String before = "";

  /** The answer where the status is an error, its type and its other headers. */
  volatile String errorBody = "{\"error\":{\"message\":\"no\"}}";

  volatile MediaType errorType = MediaType.JSON;
  volatile String retryAfter = "";
  volatile boolean breaksBeforeData;
  volatile boolean endsEarly;
  volatile boolean abandoned;

  StubReplica() {
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .requestTimeout(Duration.ZERO)
            .maxRequestLength(0)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .serviceUnder(
                "/v1/",
                (context, request) -> HttpResponse.of(request.aggregate().thenApply(this::answer)))
            .build();
    server.start().join();
  }

  Backend backend(String id) {
    return new Backend(
        id,
        URI.create("http://127.0.0.1:" + server.activeLocalPort()),
        Optional.of("inner"),
        "inner-model");
  }

  private HttpResponse answer(AggregatedHttpRequest request) {
    bodies.add(request.contentUtf8());
    requestIds.add(request.headers().get("x-request-id", ""));
    authorizations.add(request.headers().get("authorization", ""));
    if (status != 200) {
      var headers = ResponseHeaders.builder(HttpStatus.valueOf(status)).contentType(errorType);
      if (!retryAfter.isEmpty()) {
        headers.set("retry-after", retryAfter);
      }
      return HttpResponse.of(headers.build(), HttpData.ofUtf8(errorBody));
    }
    if (!request.contentUtf8().contains("\"stream\":true")) {
      return HttpResponse.of(
          HttpResponse.of(HttpStatus.OK, MediaType.JSON, whole)
              .aggregate()
              .thenApply(AggregatedHttpResponse::toHttpResponse)
              .thenCompose(answer -> CompletableFuture.supplyAsync(() -> answer, later())));
    }
    HttpResponseWriter response = HttpResponse.streaming();
    response.write(
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.EVENT_STREAM).build());
    Thread.ofVirtual().start(() -> write(response));
    return response;
  }

  private Executor later() {
    return pauseMillis == 0
        ? Runnable::run
        : CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS);
  }

  private void write(HttpResponseWriter response) {
    if (breaksBeforeData) {
      response.close(new IllegalStateException("broke"));
      return;
    }
    for (int i = 0; i < events; i++) {
      String text = "t".repeat(eventBytes);
      String event =
          before
              + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n"
                  .formatted(text);
      if (!response.tryWrite(HttpData.ofUtf8(event))) {
        abandoned = true;
        return;
      }
      written.addAndGet(event.length());
      try {
        response.whenConsumed().join();
      } catch (RuntimeException _) {
        abandoned = true;
        return;
      }
      if (pauseMillis > 0) {
        LockSupport.parkNanos(pauseMillis * 1_000_000);
      }
    }
    if (endsEarly) {
      response.close(new IllegalStateException("broke"));
      return;
    }
    if (bodies.getLast().contains("\"include_usage\":true")) {
      var _ =
          response.tryWrite(HttpData.ofUtf8(usageEvent.replace("%d", Integer.toString(events))));
    }
    var _ = response.tryWrite(HttpData.ofUtf8("data: [DONE]\n\n"));
    response.close();
  }

  @Override
  public void close() {
    // The port closes immediately; the library takes seconds for the rest.
    var _ = server.stop();
  }
}
