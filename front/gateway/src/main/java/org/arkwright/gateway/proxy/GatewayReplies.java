package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.gateway.key.KeyLimiter.LimitStatus;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.TokenCount;

/** Builders of response headers and errors. */
public final class GatewayReplies {
  private static final String COST = "x-arkwright-cost";
  private static final double NANOS_PER_SECOND = 1e9;

  private GatewayReplies() {}

  /** The answer that is an error. */
  public static HttpResponse failure(GatewayError error) {
    return HttpResponse.of(failureHeaders(error), HttpData.wrap(error.bytes()));
  }

  static ResponseHeaders failureHeaders(GatewayError error) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(error.status())).contentType(MediaType.JSON);
    if (error.retrySeconds() > 0) {
      headers.set("retry-after", Long.toString(error.retrySeconds()));
    }
    return headers.build();
  }

  /** The answer to a key that has used up a limit. */
  public static HttpResponse limited(Verdict verdict) {
    long seconds = Math.max(1, (long) Math.ceil(verdict.retryNanos() / NANOS_PER_SECOND));
    GatewayError error = GatewayError.limited(verdict.exceeded(), seconds);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.TOO_MANY_REQUESTS)
            .contentType(MediaType.JSON)
            .set("retry-after", Long.toString(seconds));
    addLimits(headers, verdict);
    return HttpResponse.of(headers.build(), HttpData.wrap(error.bytes()));
  }

  static void addLimits(ResponseHeadersBuilder headers, Verdict verdict) {
    verdict.requests().ifPresent(status -> addLimit(headers, "requests", status));
    verdict.tokens().ifPresent(status -> addLimit(headers, "tokens", status));
  }

  private static void addLimit(ResponseHeadersBuilder headers, String limit, LimitStatus status) {
    headers.set("x-ratelimit-limit-" + limit, Long.toString(status.limit()));
    headers.set("x-ratelimit-remaining-" + limit, Long.toString(status.remaining()));
    headers.set(
        "x-ratelimit-reset-" + limit,
        String.format(Locale.ROOT, "%.3fs", status.resetNanos() / NANOS_PER_SECOND));
  }

  static void addCost(
      HttpHeadersBuilder headers, TokenCount tokens, Optional<CostEstimate> estimate) {
    headers.set("x-arkwright-tokens", Long.toString(tokens.total()));
    estimate.ifPresent(known -> {
      headers.set("x-arkwright-joules", decimal(known.joules()));
      headers.set("x-arkwright-grams", decimal(known.grams()));
      headers.set(COST, cost(known));
    });
  }

  static HttpHeaders costTrailers(TokenCount tokens, Optional<CostEstimate> estimate) {
    HttpHeadersBuilder trailers = HttpHeaders.builder();
    addCost(trailers, tokens, estimate);
    return trailers.build();
  }

  /**
   * The cost as the last comment of an event stream, which clients that know no trailers can read,
   * as most; no event, so that every client passes over it. Empty when the cost is not known.
   */
  static byte[] costComment(Optional<CostEstimate> estimate) {
    return estimate
        .map(known -> ": " + COST + ": " + cost(known) + "\n\n")
        .orElse("")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String cost(CostEstimate known) {
    return known.cost().toPlainString() + " " + known.currency();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
