package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.gateway.openai.EventScanner;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.proxy.RequestMeter.Recorded;
import org.arkwright.gateway.usage.TokenCount;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A streamed response. Chunks that arrive from the backend in one turn of the event loop are passed
 * on together, because a write costs more than its bytes; until then they stay in the buffers they
 * were received in, so that they are copied only once. While {@value #GATHERED_MAX} bytes wait for
 * the client, nothing more is requested from the backend, so a slow client slows its backend and
 * fills no memory. Until the first chunk arrives, another backend may take over, which is why the
 * headers wait for it; the last chunk is sent once the request is recorded. An error is read to its
 * end and sent in OpenAI's form. Runs on the request's event loop.
 */
final class StreamedAnswer implements Publisher<HttpObject>, Subscription {
  private static final int UPSTREAM_FAILED = 502;
  private static final int GATHERED_MAX = 16 * 1024;
  private static final int ERROR_MAX = 1 << 20;

  private final BackendExchange exchange;
  private final EventScanner scanner;
  private final Deque<HttpData> gathered = new ArrayDeque<>();
  private final Deque<HttpObject> ending = new ArrayDeque<>();
  private @Nullable Subscriber<? super HttpObject> client;
  private @Nullable Upstream upstream;
  private int gatheredBytes;
  private long demand;
  private boolean requested;
  private boolean releasing;
  private boolean started;
  private boolean ended;
  private boolean held;
  private boolean finished;
  private @Nullable ResponseHeaders waiting;
  private @Nullable ByteArrayOutputStream error;
  private @Nullable MediaType errorType;
  private int status;

  StreamedAnswer(BackendExchange exchange) {
    this.exchange = exchange;
    this.scanner =
        new EventScanner(exchange.request().body().includeUsage(), exchange.request().asked());
  }

  @Override
  public void subscribe(Subscriber<? super HttpObject> subscriber) {
    client = subscriber;
    subscriber.onSubscribe(this);
    send();
  }

  @Override
  public void request(long more) {
    demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
    if (ended) {
      flushEnding();
    } else {
      release();
      requestMore();
    }
  }

  private void requestMore() {
    boolean hasCapacity = started ? gatheredBytes < GATHERED_MAX : demand > 0;
    if (hasCapacity && !requested && !ended && !finished && upstream != null) {
      requested = true;
      upstream.request();
    }
  }

  /** Passes the gathered chunks on, if the client has requested data. */
  private void release() {
    if (demand > 0 && !gathered.isEmpty() && !ended) {
      byte[] passed = exchange.request().form().pass(passGathered());
      if (passed.length > 0) {
        emit(HttpData.wrap(passed));
      }
    }
  }

  /**
   * Passes the gathered chunks through the scanner, which counts tokens, and frees their buffers.
   */
  private byte[] passGathered() {
    byte[] all = new byte[gatheredBytes];
    int at = 0;
    for (HttpData data : gathered) {
      try (data) {
        ByteBuf bytes = data.byteBuf();
        bytes.getBytes(bytes.readerIndex(), all, at, data.length());
        at += data.length();
      }
    }
    gathered.clear();
    gatheredBytes = 0;
    return scanner.pass(all);
  }

  private void releaseSoon() {
    if (!releasing) {
      releasing = true;
      exchange
          .context()
          .eventLoop()
          .execute(() -> {
            releasing = false;
            release();
            requestMore();
          });
    }
  }

  /** The client has left: stops the backend and records what it has written so far. */
  @Override
  public void cancel() {
    if (finished) {
      return;
    }
    finished = true;
    if (upstream != null) {
      upstream.cancel();
    }
    if (!ended) {
      var _ = passGathered();
      recordRequest(RequestMeter.CLIENT_GONE);
      exchange.release();
    }
  }

  private void send() {
    Upstream next = new Upstream();
    upstream = next;
    requested = false;
    exchange
        .send()
        .subscribe(next, exchange.context().eventLoop(), SubscriptionOption.WITH_POOLED_OBJECTS);
  }

  /** The subscriber to one backend's response. */
  private final class Upstream implements Subscriber<HttpObject> {
    private @Nullable Subscription subscription;
    private boolean dropped;

    void request() {
      if (subscription != null) {
        subscription.request(1);
      } else {
        requested = false;
      }
    }

    void cancel() {
      dropped = true;
      if (subscription != null) {
        subscription.cancel();
      }
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
      subscription = newSubscription;
      if (dropped) {
        newSubscription.cancel();
      } else {
        requestMore();
      }
    }

    @Override
    public void onNext(HttpObject object) {
      if (dropped) {
        if (object instanceof HttpData data) {
          data.close();
        }
        return;
      }
      requested = false;
      switch (object) {
        case ResponseHeaders headers -> headers(this, headers);
        case HttpData data -> data(data);
        case HttpHeaders trailers -> exchange.look(trailers); // The gateway sends its own.
        default -> {}
      }
      if (!dropped) {
        requestMore();
      }
    }

    @Override
    public void onError(Throwable cause) {
      if (!dropped) {
        failed(cause);
      }
    }

    @Override
    public void onComplete() {
      if (!dropped) {
        complete();
      }
    }
  }

  private void headers(Upstream from, ResponseHeaders headers) {
    if (headers.status().isInformational()) {
      return;
    }
    if (BackendExchange.isRetryable(headers.status())) {
      if (exchange.retry(null)) {
        from.cancel();
        send();
        return;
      }
    } else {
      exchange.lease().answered();
      exchange.look(headers);
    }
    if (!BackendExchange.isAnswer(headers.status())) {
      from.cancel();
      var _ = recordRequest(UPSTREAM_FAILED);
      exchange.release();
      GatewayError senseless = BackendExchange.senseless(headers.status());
      endWith(GatewayReplies.failureHeaders(senseless), senseless.bytes());
      return;
    }
    status = headers.status().code();
    ResponseHeadersBuilder passed =
        ResponseHeaders.builder(headers.status()).set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    UpstreamErrors.passRetryAfter(headers, passed);
    GatewayReplies.addLimits(passed, exchange.request().verdict());
    MediaType type = headers.contentType();
    if (headers.status().isError()) {
      error = new ByteArrayOutputStream();
      // Kept for the form of the error; what the client gets is JSON.
      errorType = type;
    }
    waiting =
        passed
            .contentType(
                error != null ? MediaType.JSON : type == null ? MediaType.EVENT_STREAM : type)
            .build();
  }

  private void data(HttpData data) {
    if (error != null) {
      try (data) {
        if (error.size() < ERROR_MAX) {
          error.writeBytes(data.array());
        }
      }
      return;
    }
    begin();
    gathered.add(data);
    gatheredBytes += data.length();
    releaseSoon();
  }

  /** Sends the headers: from here on no other backend can take over. */
  private void begin() {
    ResponseHeaders headers = waiting;
    if (headers != null) {
      waiting = null;
      started = true;
      emit(headers);
    }
  }

  private void failed(Throwable cause) {
    if (started) {
      end(UPSTREAM_FAILED, cause);
    } else if (exchange.retry(cause)) {
      waiting = null;
      error = null;
      send();
    } else {
      GatewayError unreachable = BackendExchange.unreachable(cause);
      endWith(GatewayReplies.failureHeaders(unreachable), unreachable.bytes());
    }
  }

  private void endWith(ResponseHeaders headers, byte[] body) {
    ending.add(headers);
    ending.add(HttpData.wrap(body));
    ended = true;
    flushEnding();
  }

  private void complete() {
    if (started) {
      scanner.readRest();
      end(status, null);
    } else if (error != null && waiting != null) {
      byte[] body =
          UpstreamErrors.inOurForm(
              HttpStatus.valueOf(status),
              errorType,
              error.toByteArray(),
              exchange.request().asked(),
              exchange.request().path());
      var _ = recordRequest(status);
      exchange.release();
      endWith(waiting, body);
    } else {
      failed(new IllegalStateException("the replica's response was empty"));
    }
  }

  /** Records the request, and only then sends the last chunk. */
  private void end(int outcome, @Nullable Throwable cause) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.writeBytes(passGathered());
    Recorded recorded = recordRequest(outcome);
    exchange.release();
    byte[] last = scanner.finish();
    if (cause != null) {
      last =
          event(
              GatewayError.upstream(
                  "The replica's response ended early: " + BackendExchange.reason(cause)));
    }
    rest.writeBytes(last);
    boolean asked = exchange.request().body().includeUsage() && scanner.pieces() > 0;
    if (asked && last.length > 0 && last[last.length - 1] == '\n') {
      rest.writeBytes(GatewayReplies.costComment(recorded.estimate()));
    }
    byte[] told = exchange.request().form().finish(rest.toByteArray());
    if (told.length > 0) {
      ending.add(HttpData.wrap(told));
    }
    HttpHeaders trailers = GatewayReplies.costTrailers(recorded.tokens(), recorded.estimate());
    ending.add(trailers);
    ended = true;
    CompletableFuture<?> kept = exchange.request().form().kept();
    if (kept == null) {
      flushEnding();
    } else {
      held = true;
      var _ = kept.handleAsync((_, _) -> unhold(), exchange.context().eventLoop());
    }
  }

  private boolean unhold() {
    held = false;
    flushEnding();
    return true;
  }

  private static byte[] event(GatewayError error) {
    return ("data: " + new String(error.bytes(), StandardCharsets.UTF_8) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Records the request; one that no backend has taken has nothing to record. */
  private Recorded recordRequest(int outcome) {
    if (!exchange.holdsBackend()) {
      return new Recorded(TokenCount.ZERO, Optional.empty());
    }
    return exchange
        .meter()
        .record(
            exchange.request(),
            exchange.lease(),
            new AnswerTokens(
                scanner.tokens(), scanner.problem(), scanner.pieces(), scanner.textBytes()),
            outcome,
            exchange.sentNanos());
  }

  private void flushEnding() {
    if (held) {
      return;
    }
    while (demand > 0 && !ending.isEmpty() && !finished) {
      emit(ending.remove());
    }
    if (ending.isEmpty() && !finished) {
      finished = true;
      if (client != null) {
        client.onComplete();
      }
    }
  }

  private void emit(HttpObject object) {
    demand--;
    if (client != null && !finished) {
      client.onNext(object);
    }
  }
}
