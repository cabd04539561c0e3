package org.arkwright.gateway;

import com.linecorp.armeria.common.AggregatedHttpRequest;
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
import java.util.concurrent.CopyOnWriteArrayList;
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
  final AtomicLong written = new AtomicLong();
  volatile int events = 3;
  volatile int eventBytes = 1;
  volatile long pauseMillis;
  volatile int status = 200;
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
    authorizations.add(request.headers().get("authorization", ""));
    if (status != 200) {
      return HttpResponse.of(
          HttpStatus.valueOf(status), MediaType.JSON, "{\"error\":{\"message\":\"no\"}}");
    }
    if (!request.contentUtf8().contains("\"stream\":true")) {
      return HttpResponse.of(
          HttpStatus.OK,
          MediaType.JSON,
          "{\"id\":\"x\",\"usage\":"
              + "{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}");
    }
    HttpResponseWriter response = HttpResponse.streaming();
    response.write(
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.EVENT_STREAM).build());
    Thread.ofVirtual().start(() -> write(response));
    return response;
  }

  private void write(HttpResponseWriter response) {
    for (int i = 0; i < events; i++) {
      String text = "t".repeat(eventBytes);
      String event =
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n".formatted(text);
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
          response.tryWrite(
              HttpData.ofUtf8(
                  ("data: {\"choices\":[],\"usage\":"
                          + "{\"prompt_tokens\":5,\"completion_tokens\":%d}}\n\n")
                      .formatted(events)));
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
