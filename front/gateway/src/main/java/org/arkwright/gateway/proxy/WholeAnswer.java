package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.openai.ModelRename;
import org.arkwright.gateway.openai.UsageReport;
import org.arkwright.gateway.proxy.AnswerRoom.NoRoomException;
import org.arkwright.gateway.proxy.RequestMeter.Recorded;
import org.arkwright.gateway.usage.TokenCount;
import org.jspecify.annotations.Nullable;

/**
 * A response sent as a whole: it is read to its end first, because its headers include its cost.
 */
final class WholeAnswer {
  private static final int UPSTREAM_FAILED = 502;

  private final BackendExchange exchange;
  private final AnswerRoom.Part room;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private @Nullable HttpResponse upstream;
  private boolean clientGone;

  WholeAnswer(BackendExchange exchange) {
    this.exchange = exchange;
    this.room = exchange.room().new Part();
  }

  /** Starts the exchange, which already holds a backend. */
  HttpResponse start() {
    HttpResponse response = HttpResponse.of(answer);
    var _ =
        response
            .whenComplete()
            .handle((_, failure) -> {
              exchange.context().eventLoop().execute(failure == null ? room::give : this::abandon);
              return null;
            });
    send();
    return response;
  }

  private void send() {
    room.give();
    HttpResponse sent =
        exchange
            .send()
            .mapData(data -> {
              room.take(data.length());
              return data;
            });
    upstream = sent;
    var _ = sent.aggregate(exchange.context().eventLoop()).handle(this::received);
  }

  /** The client has left: stops the backend, whose work so far is estimated. */
  private void abandon() {
    clientGone = true;
    if (upstream != null) {
      upstream.abort();
    }
    room.give();
  }

  private @Nullable Void received(
      @Nullable AggregatedHttpResponse aggregated, @Nullable Throwable failure) {
    if (clientGone) {
      var _ = record(AnswerTokens.NONE, RequestMeter.CLIENT_GONE);
      exchange.release();
      room.give();
      answer.cancel(false);
    } else if (cause(failure) instanceof NoRoomException noRoom) {
      var _ = record(AnswerTokens.NONE, UPSTREAM_FAILED);
      exchange.release();
      answer.complete(
          GatewayReplies.failure(GatewayError.upstream(String.valueOf(noRoom.getMessage()))));
    } else if (aggregated != null && !BackendExchange.isAnswer(aggregated.status())) {
      exchange.lease().answered();
      var _ = record(AnswerTokens.NONE, UPSTREAM_FAILED);
      exchange.release();
      answer.complete(GatewayReplies.failure(BackendExchange.senseless(aggregated.status())));
    } else if (aggregated == null || BackendExchange.isRetryable(aggregated.status())) {
      if (exchange.retry(failure)) {
        send();
      } else {
        answer.complete(
            aggregated == null
                ? GatewayReplies.failure(BackendExchange.unreachable(failure))
                : passed(aggregated, Optional.empty()));
      }
    } else {
      exchange.lease().answered();
      exchange.look(aggregated.headers());
      byte[] content = aggregated.content().array();
      UsageReport report = exchange.request().form().usage(content);
      Recorded recorded =
          record(
              new AnswerTokens(report.count(), report.problem(), 0, 0), aggregated.status().code());
      exchange.release();
      HttpResponse passed = passed(aggregated, Optional.of(recorded));
      CompletableFuture<?> kept = exchange.request().form().kept();
      if (kept == null) {
        answer.complete(passed);
      } else {
        var _ = kept.handle((_, _) -> answer.complete(passed));
      }
    }
    return null;
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private Recorded record(AnswerTokens tokens, int outcome) {
    return exchange
        .meter()
        .record(exchange.request(), exchange.lease(), tokens, outcome, exchange.sentNanos());
  }

  private HttpResponse passed(AggregatedHttpResponse aggregated, Optional<Recorded> recorded) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(aggregated.status());
    UpstreamErrors.passRetryAfter(aggregated.headers(), headers);
    GatewayReplies.addLimits(headers, exchange.request().verdict());
    GatewayReplies.addCost(
        headers,
        recorded.map(Recorded::tokens).orElse(TokenCount.ZERO),
        recorded.flatMap(Recorded::estimate));
    MediaType type = aggregated.contentType();
    if (aggregated.status().isError()) {
      byte[] error =
          UpstreamErrors.inOurForm(
              aggregated.status(),
              type,
              aggregated.content().array(),
              exchange.request().asked(),
              exchange.request().path());
      return HttpResponse.of(headers.contentType(MediaType.JSON).build(), HttpData.wrap(error));
    }
    byte[] content = aggregated.content().array();
    byte[] renamed = new ModelRename(exchange.request().asked()).apply(content, 0, content.length);
    return HttpResponse.of(
        headers.contentType(type == null ? MediaType.JSON : type).build(),
        HttpData.wrap(exchange.request().form().whole(renamed)));
  }
}
