package org.arkwright.server.gateway;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.UsageSink;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;

/**
 * Hands finished requests over to the journal: one record for each key and deployment of a batch.
 * The kernel accepts each batch once, by its sequence.
 */
public final class UsageHandOver implements UsageSink {
  private final ControlPlane control;

  public UsageHandOver(ControlPlane control) {
    this.control = control;
  }

  @Override
  public CompletableFuture<?> take(String source, long sequence, List<FinishedRequest> requests) {
    return control
        .submit(new UsageCommand.RecordUsage(source, sequence, records(requests)))
        .thenAccept(answer -> {
          if (answer instanceof Answer.Refused(var refusal)) {
            throw new IllegalStateException("usage was refused: " + refusal);
          }
        });
  }

  private record UsageKey(ProjectName project, String key, String model)
      implements Comparable<UsageKey> {
    @Override
    public int compareTo(UsageKey other) {
      int byProject = project.compareTo(other.project);
      int byKey = byProject != 0 ? byProject : key.compareTo(other.key);
      return byKey != 0 ? byKey : model.compareTo(other.model);
    }
  }

  static List<UsageRecord> records(List<FinishedRequest> requests) {
    Map<UsageKey, List<FinishedRequest>> byKey = new TreeMap<>();
    for (FinishedRequest request : requests) {
      UsageKey usageKey = new UsageKey(request.project(), request.key(), request.model());
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
    boolean counted = true;
    for (FinishedRequest request : requests) {
      from = Math.min(from, request.startedAtNanos());
      to = Math.max(to, request.startedAtNanos() + request.activeNanos());
      in += request.tokens().prompt();
      out += request.tokens().completion();
      counted &= request.counted();
    }
    Basis basis = counted ? Basis.MEASURED : Basis.MODELLED;
    return new UsageRecord(
        usageKey.project(),
        usageKey.key(),
        new Workload(Workload.Kind.DEPLOYMENT, usageKey.model()),
        from,
        Math.max(from, to),
        List.of(
            Quantity.measured(Meter.REQUESTS, requests.size()),
            new Quantity(Meter.TOKENS_IN, BigDecimal.valueOf(in), basis),
            new Quantity(Meter.TOKENS_OUT, BigDecimal.valueOf(out), basis)));
  }
}
