package org.arkwright.server.gateway;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenBasis;
import org.arkwright.gateway.usage.UnbookableException;
import org.arkwright.gateway.usage.UsageSink;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;

/**
 * Hands finished requests over to the journal: a record for each key, deployment and basis of a
 * batch, so that one estimate does not make exact counts modelled. The kernel accepts each batch
 * once, by its sequence.
 */
public final class UsageHandOver implements UsageSink {
  private final ControlPlane control;

  public UsageHandOver(ControlPlane control) {
    this.control = control;
  }

  @Override
  public CompletableFuture<?> take(String source, long sequence, List<FinishedRequest> requests) {
    return control
        .submit(
            Request.of(
                new UsageCommand.RecordUsage(source, sequence, records(requests)),
                CommandOrigin.of(PrincipalId.SERVER, "metered usage")))
        .thenAccept(answer -> {
          if (answer instanceof Answer.Refused(var refusal)) {
            throw new UnbookableException("the control plane refused it: " + refusal);
          }
        });
  }

  private record UsageKey(ProjectName project, String key, String model, TokenBasis basis)
      implements Comparable<UsageKey> {
    private static final Comparator<UsageKey> ORDER =
        Comparator.comparing(UsageKey::project)
            .thenComparing(UsageKey::key)
            .thenComparing(UsageKey::model)
            .thenComparing(UsageKey::basis);

    @Override
    public int compareTo(UsageKey other) {
      return ORDER.compare(this, other);
    }
  }

  static List<UsageRecord> records(List<FinishedRequest> requests) {
    Map<UsageKey, List<FinishedRequest>> byKey = new TreeMap<>();
    for (FinishedRequest request : requests) {
      UsageKey usageKey =
          new UsageKey(request.project(), request.key(), request.model(), request.basis());
      byKey.computeIfAbsent(usageKey, _ -> new ArrayList<>()).add(request);
    }
    return byKey.entrySet().stream()
        .map(entry -> record(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static UsageRecord record(UsageKey usageKey, List<FinishedRequest> requests) {
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    long in = 0;
    long out = 0;
    for (FinishedRequest request : requests) {
      from = Math.min(from, request.startedAtNanos());
      to = Math.max(to, request.startedAtNanos() + request.activeNanos());
      in += request.tokens().prompt();
      out += request.tokens().completion();
    }
    return new UsageRecord(
        usageKey.project(),
        usageKey.key(),
        new Workload(Workload.Kind.DEPLOYMENT, usageKey.model()),
        from,
        Math.max(from, to),
        quantities(usageKey.basis(), requests.size(), in, out));
  }

  /** Tokens that no server reported are not booked: the time of its replicas is paid for. */
  private static List<Quantity> quantities(TokenBasis basis, int requests, long in, long out) {
    Quantity counted = Quantity.measured(Meter.REQUESTS, requests);
    return switch (basis) {
      case UNTOLD -> List.of(counted);
      case COUNTED -> tokens(counted, in, out, Basis.MEASURED);
      case ESTIMATED -> tokens(counted, in, out, Basis.MODELLED);
    };
  }

  private static List<Quantity> tokens(Quantity requests, long in, long out, Basis basis) {
    return List.of(
        requests,
        new Quantity(Meter.TOKENS_IN, BigDecimal.valueOf(in), basis),
        new Quantity(Meter.TOKENS_OUT, BigDecimal.valueOf(out), basis));
  }
}
