package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.arkwright.gateway.openai.EventScanner;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.usage.CostEstimate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * An answer piece by piece. Pieces that the backend's connection brings in one turn of the event
 * loop go on together, for each write costs more than its bytes; until then they stay where they
 * were received, so that none is copied alone. No more is asked of the backend while {@value
 * #GATHERED_MAX} bytes wait for the client, so a slow client slows its backend and fills no memory.
 * Until the first piece is there, another backend may take over; the last piece goes out once the
 * request is booked. All on the request's event loop.
 */
final class StreamedAnswer implements Publisher<HttpObject>, Subscription {
  private static final int CLIENT_GONE = 499;
  private static final int UPSTREAM_BROKE = 502;
  private static final int GATHERED_MAX = 16 * 1024;

  private final BackendExchange exchange;
  private final EventScanner scanner;
  private final Deque<HttpData> gathered = new ArrayDeque<>();
  private final Deque<HttpObject> ending = new ArrayDeque<>();
  private @Nullable Subscriber<? super HttpObject> client;
  private @Nullable Upstream upstream;
  private int gatheredBytes;
  private long demand;
  private boolean asked;
  private boolean releasing;
  private boolean begun;
  private boolean ended;
  private boolean finished;
  private int status;

  StreamedAnswer(BackendExchange exchange) {
    this.exchange = exchange;
    this.scanner = new EventScanner(exchange.caller().body().includeUsage());
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
      ask();
    }
  }

  private void ask() {
    boolean room = begun ? gatheredBytes < GATHERED_MAX : demand > 0;
    if (room && !asked && !ended && !finished && upstream != null) {
      asked = true;
      upstream.request();
    }
  }

  /** Hands on what was gathered, if the client takes it. */
  private void release() {
    if (demand > 0 && !gathered.isEmpty() && !ended) {
      byte[] passed = passGathered();
      if (passed.length > 0) {
        emit(HttpData.wrap(passed));
      }
    }
  }

  /** Takes what was gathered past the scanner, which counts it, and gives its buffers back. */
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
            ask();
          });
    }
  }

  /** The client is gone: the backend stops, and what it wrote so far is booked. */
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
      book(CLIENT_GONE);
      exchange.release();
    }
  }

  private void send() {
    Upstream next = new Upstream();
    upstream = next;
    asked = false;
    exchange
        .send()
        .subscribe(next, exchange.context().eventLoop(), SubscriptionOption.WITH_POOLED_OBJECTS);
  }

  /** Where one backend's answer arrives. */
  private final class Upstream implements Subscriber<HttpObject> {
    private @Nullable Subscription subscription;
    private boolean dropped;

    void request() {
      if (subscription != null) {
        subscription.request(1);
      } else {
        asked = false;
      }
    }

    void cancel() {
      dropped = true;
      if (subscription != null) {
        subscription.cancel();
      }
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      if (dropped) {
        given.cancel();
      } else {
        ask();
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
      asked = false;
      switch (object) {
        case ResponseHeaders headers -> headers(this, headers);
        case HttpData data -> data(data);
        default -> {} // The backend's trailers; ours follow.
      }
      if (!dropped) {
        ask();
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
    if (BackendExchange.isWorthARetry(headers.status()) && exchange.retry()) {
      from.cancel();
      send();
      return;
    }
    if (!BackendExchange.isWorthARetry(headers.status())) {
      exchange.lease().answered();
    }
    begun = true;
    status = headers.status().code();
    MediaType type = headers.contentType();
    ResponseHeadersBuilder passed =
        ResponseHeaders.builder(headers.status())
            .contentType(type == null ? MediaType.EVENT_STREAM : type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    GatewayReplies.addLimits(passed, exchange.caller().verdict());
    emit(passed.build());
  }

  private void data(HttpData data) {
    gathered.add(data);
    gatheredBytes += data.length();
    releaseSoon();
  }

  private void failed(Throwable cause) {
    if (begun) {
      end(UPSTREAM_BROKE, cause);
    } else if (exchange.retry()) {
      send();
    } else {
      GatewayError error = BackendExchange.unreachable(cause);
      ending.add(GatewayReplies.failureHeaders(error));
      ending.add(HttpData.wrap(error.bytes()));
      ended = true;
      flushEnding();
    }
  }

  private void complete() {
    if (begun) {
      end(status, null);
    } else {
      failed(new IllegalStateException("the replica's answer was empty"));
    }
  }

  /** Books the request, and only then lets the last piece go. */
  private void end(int outcome, @Nullable Throwable cause) {
    byte[] passed = passGathered();
    Optional<CostEstimate> estimate = book(outcome);
    exchange.release();
    byte[] last = scanner.finish();
    if (cause != null) {
      GatewayError error =
          GatewayError.upstream("The replica broke off: " + cause.getClass().getSimpleName());
      last = event(error);
    }
    byte[] rest = Arrays.copyOf(passed, passed.length + last.length);
    System.arraycopy(last, 0, rest, passed.length, last.length);
    if (rest.length > 0) {
      ending.add(HttpData.wrap(rest));
    }
    HttpHeaders trailers = GatewayReplies.costTrailers(scanner.tokens(), estimate);
    ending.add(trailers);
    ended = true;
    flushEnding();
  }

  private static byte[] event(GatewayError error) {
    return ("data: " + new String(error.bytes(), StandardCharsets.UTF_8) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private Optional<CostEstimate> book(int outcome) {
    return exchange
        .meter()
        .book(
            exchange.caller(),
            exchange.lease(),
            scanner.tokens(),
            scanner.counted(),
            outcome,
            exchange.sentNanos());
  }

  private void flushEnding() {
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
