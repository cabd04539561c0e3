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

/** An answer in one piece: it is read to its end first, for its headers tell what it has cost. */
final class WholeAnswer {
  private static final int CLIENT_GONE = 499;

  private final BackendExchange exchange;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private @Nullable HttpResponse upstream;
  private boolean gone;

  WholeAnswer(BackendExchange exchange) {
    this.exchange = exchange;
  }

  /** Starts, with a backend taken. */
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

  /** The client went away: the backend stops, and what it did so far is not known. */
  private void abandon() {
    gone = true;
    if (upstream != null) {
      upstream.abort();
    }
  }

  private @Nullable Void received(
      @Nullable AggregatedHttpResponse whole, @Nullable Throwable failure) {
    if (gone) {
      book(TokenCount.ZERO, false, CLIENT_GONE);
      exchange.release();
      answer.cancel(false);
    } else if (whole == null || BackendExchange.isWorthARetry(whole.status())) {
      if (exchange.retry()) {
        send();
      } else {
        answer.complete(
            whole == null
                ? GatewayReplies.failure(BackendExchange.unreachable(failure))
                : passed(whole, TokenCount.ZERO, Optional.empty()));
      }
    } else {
      exchange.lease().answered();
      byte[] content = whole.content().array();
      Optional<TokenCount> counted = UsageReader.find(content, 0, content.length);
      TokenCount tokens = counted.orElse(TokenCount.ZERO);
      Optional<CostEstimate> estimate = book(tokens, counted.isPresent(), whole.status().code());
      exchange.release();
      answer.complete(passed(whole, tokens, estimate));
    }
    return null;
  }

  private Optional<CostEstimate> book(TokenCount tokens, boolean counted, int outcome) {
    Lease lease = exchange.lease();
    return exchange
        .meter()
        .book(exchange.caller(), lease, tokens, counted, outcome, exchange.sentNanos());
  }

  private HttpResponse passed(
      AggregatedHttpResponse whole, TokenCount tokens, Optional<CostEstimate> estimate) {
    MediaType type = whole.contentType();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(whole.status()).contentType(type == null ? MediaType.JSON : type);
    GatewayReplies.addLimits(headers, exchange.caller().verdict());
    GatewayReplies.addCost(headers, tokens, estimate);
    HttpData content = whole.content();
    return HttpResponse.of(headers.build(), content);
  }
}
