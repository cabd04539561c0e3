package org.arkwright.gateway.proxy;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.arkwright.gateway.key.KeyLimiter;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.route.RoutingTable;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenCount;
import org.arkwright.gateway.usage.UsageSpool;

/** Records finished requests: on disk and against the key's limits. Also estimates their cost. */
public final class RequestMeter {
  private final UsageSpool spool;
  private final KeyLimiter limiter;
  private final Supplier<RoutingTable> table;
  private final LongSupplier epochNanos;

  /** Creates a meter; the time is in nanoseconds since the Unix epoch. */
  public RequestMeter(
      UsageSpool spool, KeyLimiter limiter, Supplier<RoutingTable> table, LongSupplier epochNanos) {
    this.spool = spool;
    this.limiter = limiter;
    this.table = table;
    this.epochNanos = epochNanos;
  }

  long now() {
    return epochNanos.getAsLong();
  }

  /** Records one request; when this returns, it survives the death of the process. */
  Optional<CostEstimate> record(
      AdmittedRequest request,
      Lease lease,
      TokenCount tokens,
      boolean counted,
      int outcome,
      long sentNanos) {
    long active = Math.max(0, now() - sentNanos);
    spool.add(
        new FinishedRequest(
            request.key().project(),
            request.key().id(),
            request.route().model(),
            lease.backend().id(),
            tokens,
            counted,
            outcome,
            request.arrivedNanos(),
            active));
    limiter.used(request.key(), tokens.total(), System.nanoTime());
    return table.get().estimator().estimate(request.route(), tokens, active, lease.outstanding());
  }
}
