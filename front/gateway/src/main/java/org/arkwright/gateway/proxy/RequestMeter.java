package org.arkwright.gateway.proxy;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimiter;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenBasis;
import org.arkwright.gateway.usage.TokenCount;
import org.arkwright.gateway.usage.UsageSpool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records finished requests: on disk and against the key's limits. Also estimates their cost, and
 * their tokens where the client left before the backend counted them.
 */
public final class RequestMeter {
  /** The outcome of a request whose client left before its end. */
  static final int CLIENT_GONE = 499;

  private static final Logger log = LoggerFactory.getLogger(RequestMeter.class);
  private static final int ERRORS_FROM = 400;

  private final UsageSpool spool;
  private final KeyLimiter limiter;
  private final Supplier<RoutingTable> table;
  private final LongSupplier epochNanos;
  private final TokenEstimates estimates = new TokenEstimates();
  private final Set<RouteName> disbelieved = ConcurrentHashMap.newKeySet();

  /** Creates a meter; the time is in nanoseconds since the Unix epoch. */
  public RequestMeter(
      UsageSpool spool, KeyLimiter limiter, Supplier<RoutingTable> table, LongSupplier epochNanos) {
    this.spool = spool;
    this.limiter = limiter;
    this.table = table;
    this.epochNanos = epochNanos;
  }

  /** The time in nanoseconds since the Unix epoch. */
  public long now() {
    return epochNanos.getAsLong();
  }

  /** The tokens of a recorded request, and what it has cost. */
  record Recorded(TokenCount tokens, Optional<CostEstimate> estimate) {}

  /** Records one request; when this returns, it survives the death of the process. */
  Recorded record(
      AdmittedRequest request, Lease lease, AnswerTokens answer, int outcome, long sentNanos) {
    long active = Math.max(0, now() - sentNanos);
    note(request.route(), answer);
    learn(request, answer, active);
    TokenCount tokens = answer.count().orElseGet(() -> estimate(request, answer, outcome, active));
    spool.add(
        new FinishedRequest(
            request.key().project(),
            request.key().id(),
            request.route().model(),
            lease.backend().id(),
            tokens,
            basis(answer, outcome),
            outcome,
            request.arrivedNanos(),
            active));
    limiter.used(request.key(), tokens.total(), System.nanoTime());
    TokenCount paid = basis(answer, outcome) == TokenBasis.UNTOLD ? TokenCount.ZERO : tokens;
    return new Recorded(
        tokens,
        table.get().estimator().estimate(request.route(), paid, active, lease.outstanding()));
  }

  /** Records a request that has no tokens, to a server that is no model. */
  public void recordPlain(
      AdmittedKey key, RouteName route, Lease lease, long arrivedNanos, long sentNanos) {
    spool.add(
        new FinishedRequest(
            key.project(),
            key.id(),
            route.model(),
            lease.backend().id(),
            TokenCount.ZERO,
            TokenBasis.UNTOLD,
            0,
            arrivedNanos,
            Math.max(0, now() - sentNanos)));
  }

  private static TokenBasis basis(AnswerTokens answer, int outcome) {
    if (answer.count().isPresent() || isRefusal(answer, outcome)) {
      return TokenBasis.COUNTED;
    }
    return outcome == CLIENT_GONE ? TokenBasis.ESTIMATED : TokenBasis.UNTOLD;
  }

  /** An error before anything was written: it has no tokens, which is exact. */
  private static boolean isRefusal(AnswerTokens answer, int outcome) {
    return outcome >= ERRORS_FROM && outcome != CLIENT_GONE && answer.pieces() == 0;
  }

  private TokenCount estimate(
      AdmittedRequest request, AnswerTokens answer, int outcome, long activeNanos) {
    if (isRefusal(answer, outcome)) {
      return TokenCount.ZERO;
    }
    long prompt = estimates.prompt(request.route(), request.body().promptBytes());
    boolean silent = request.path().endsWith("/embeddings") || request.path().endsWith("/rerank");
    long most = silent ? 0 : request.body().answerTokensMost();
    boolean unseen = outcome == CLIENT_GONE && !request.body().stream();
    long written =
        unseen
            ? estimates.written(request.route(), activeNanos)
            : estimates.streamed(request.route(), answer.textBytes(), answer.pieces());
    // The model may not have begun, or have been at the end for long.
    return new TokenCount(prompt, Math.min(written, most));
  }

  private void learn(AdmittedRequest request, AnswerTokens answer, long activeNanos) {
    if (answer.count().isPresent()) {
      TokenCount counted = answer.count().get();
      if (estimates.wantsPrompt(request.route())) {
        estimates.learnPrompt(request.route(), request.body().promptBytes(), counted);
      }
      estimates.learnAnswer(request.route(), answer.textBytes(), activeNanos, counted);
    }
  }

  /** Says once for each model that its server's counts are not believed. */
  private void note(RouteName route, AnswerTokens answer) {
    if (answer.problem().isPresent() && disbelieved.add(route)) {
      log.warn(
          "The server of {} reports tokens that cannot be: {}. Its requests count as without tokens"
              + " where it does so.",
          route,
          answer.problem().get());
    }
  }
}
