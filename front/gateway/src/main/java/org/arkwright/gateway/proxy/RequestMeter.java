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

/** Books what a backend has done: on disk, on the key's limits, and as an estimate of its cost. */
public final class RequestMeter {
  private final UsageSpool spool;
  private final KeyLimiter limiter;
  private final Supplier<RoutingTable> table;
  private final LongSupplier epochNanos;

  /** A meter; the time is in nanoseconds since the Unix epoch. */
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

  /** Books one request; when this returns it is safe from the process's death. */
  Optional<CostEstimate> book(
      AdmittedRequest caller,
      Lease lease,
      TokenCount tokens,
      boolean counted,
      int outcome,
      long sentNanos) {
    long active = Math.max(0, now() - sentNanos);
    spool.add(
        new FinishedRequest(
            caller.key().project(),
            caller.key().id(),
            caller.route().model(),
            lease.backend().id(),
            tokens,
            counted,
            outcome,
            caller.arrivedNanos(),
            active));
    limiter.used(caller.key(), tokens.total(), System.nanoTime());
    return table.get().estimator().estimate(caller.route(), tokens, active, lease.outstanding());
  }
}
