package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.gateway.openai.ModelRename;
import org.arkwright.gateway.openai.UsageReader;
import org.arkwright.gateway.openai.UsageReport;
import org.arkwright.gateway.proxy.RequestMeter.Recorded;
import org.arkwright.gateway.usage.TokenCount;
import org.jspecify.annotations.Nullable;

/**
 * A response sent as a whole: it is read to its end first, because its headers include its cost.
 */
final class WholeAnswer {
  private final BackendExchange exchange;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private @Nullable HttpResponse upstream;
  private boolean clientGone;

  WholeAnswer(BackendExchange exchange) {
    this.exchange = exchange;
  }

  /** Starts the exchange, which already holds a backend. */
  HttpResponse start() {
    HttpResponse response = HttpResponse.of(answer);
    var _ =
        response
            .whenComplete()
            .exceptionally(_ -> {
              exchange.context().eventLoop().execute(this::abandon);
              return null;
            });
    send();
    return response;
  }

  private void send() {
    HttpResponse sent = exchange.send();
    upstream = sent;
    var _ = sent.aggregate(exchange.context().eventLoop()).handle(this::received);
  }

  /** The client has left: stops the backend, whose work so far is estimated. */
  private void abandon() {
    clientGone = true;
    if (upstream != null) {
      upstream.abort();
    }
  }

  private @Nullable Void received(
      @Nullable AggregatedHttpResponse aggregated, @Nullable Throwable failure) {
    if (clientGone) {
      var _ = record(AnswerTokens.NONE, RequestMeter.CLIENT_GONE);
      exchange.release();
      answer.cancel(false);
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
      byte[] content = aggregated.content().array();
      UsageReport report = UsageReader.read(content, 0, content.length);
      Recorded recorded =
          record(
              new AnswerTokens(report.count(), report.problem(), 0, 0), aggregated.status().code());
      exchange.release();
      answer.complete(passed(aggregated, Optional.of(recorded)));
    }
    return null;
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
              aggregated.status(), type, aggregated.content().array(), exchange.request());
      return HttpResponse.of(headers.contentType(MediaType.JSON).build(), HttpData.wrap(error));
    }
    byte[] content = aggregated.content().array();
    return HttpResponse.of(
        headers.contentType(type == null ? MediaType.JSON : type).build(),
        HttpData.wrap(
            new ModelRename(exchange.request().route().model()).apply(content, 0, content.length)));
  }
}
