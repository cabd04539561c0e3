package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.gateway.openai.UsageReader;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.TokenCount;
import org.jspecify.annotations.Nullable;

/**
 * A response sent as a whole: it is read to its end first, because its headers include its cost.
 */
final class WholeAnswer {
  private static final int CLIENT_GONE = 499;

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

  /** The client has left: stops the backend, whose work so far is unknown. */
  private void abandon() {
    clientGone = true;
    if (upstream != null) {
      upstream.abort();
    }
  }

  private @Nullable Void received(
      @Nullable AggregatedHttpResponse aggregated, @Nullable Throwable failure) {
    if (clientGone) {
      record(TokenCount.ZERO, false, CLIENT_GONE);
      exchange.release();
      answer.cancel(false);
    } else if (aggregated == null || BackendExchange.isRetryable(aggregated.status())) {
      if (exchange.retry()) {
        send();
      } else {
        answer.complete(
            aggregated == null
                ? GatewayReplies.failure(BackendExchange.unreachable(failure))
                : passed(aggregated, TokenCount.ZERO, Optional.empty()));
      }
    } else {
      exchange.lease().answered();
      byte[] content = aggregated.content().array();
      Optional<TokenCount> counted = UsageReader.find(content, 0, content.length);
      TokenCount tokens = counted.orElse(TokenCount.ZERO);
      Optional<CostEstimate> estimate =
          record(tokens, counted.isPresent(), aggregated.status().code());
      exchange.release();
      answer.complete(passed(aggregated, tokens, estimate));
    }
    return null;
  }

  private Optional<CostEstimate> record(TokenCount tokens, boolean counted, int outcome) {
    Lease lease = exchange.lease();
    return exchange
        .meter()
        .record(exchange.request(), lease, tokens, counted, outcome, exchange.sentNanos());
  }

  private HttpResponse passed(
      AggregatedHttpResponse aggregated, TokenCount tokens, Optional<CostEstimate> estimate) {
    MediaType type = aggregated.contentType();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(aggregated.status())
            .contentType(type == null ? MediaType.JSON : type);
    GatewayReplies.addLimits(headers, exchange.request().verdict());
    GatewayReplies.addCost(headers, tokens, estimate);
    HttpData content = aggregated.content();
    return HttpResponse.of(headers.build(), content);
  }
}
