package org.arkwright.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.projection.JobRecord;
import org.arkwright.protocol.UseReport;
import org.arkwright.protocol.UseReport.RankUse;

/**
 * What running ranks use, by the latest report of each node. Kept in memory alone: a report counts
 * for a few seconds. Thread-safe.
 */
public final class LiveUse {
  private static final Duration FRESH = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final Map<NodeId, Received> latest = new ConcurrentHashMap<>();

  private record Received(Instant at, Map<AttemptId, List<RankUse>> uses) {}

  public LiveUse(InstantSource clock) {
    this.clock = clock;
  }

  void accept(UseReport report) {
    Map<AttemptId, List<RankUse>> uses = new ConcurrentHashMap<>();
    for (RankUse use : report.ranks()) {
      uses.computeIfAbsent(use.attempt(), _ -> new ArrayList<>()).add(use);
    }
    latest.put(report.node(), new Received(clock.instant(), uses));
  }

  /** Adds the member {@code use} to the view of a job whose ranks were measured lately. */
  ObjectNode addTo(ObjectNode view, JobRecord jobRecord) {
    Optional<Attempt> live = jobRecord.job().state().liveAttempt();
    List<RankUse> uses = live.map(attempt -> of(attempt.id())).orElse(List.of());
    if (!uses.isEmpty()) {
      ObjectNode use = view.putObject("use");
      use.put("cpus", cores(uses.stream().mapToLong(RankUse::cpuMillis).sum()));
      use.put("memory", uses.stream().mapToLong(RankUse::memoryBytes).sum());
      use.put("processes", uses.stream().mapToLong(RankUse::processes).sum());
      ArrayNode ranks = use.putArray("ranks");
      uses.forEach(each -> ranks.add(rank(each)));
    }
    return view;
  }

  private List<RankUse> of(AttemptId attempt) {
    Instant oldest = clock.instant().minus(FRESH);
    List<RankUse> uses = new ArrayList<>();
    for (Received received : latest.values()) {
      if (!received.at.isBefore(oldest)) {
        uses.addAll(received.uses.getOrDefault(attempt, List.of()));
      }
    }
    uses.sort((a, b) -> Integer.compare(a.rank(), b.rank()));
    return uses;
  }

  private static ObjectNode rank(RankUse use) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("rank", use.rank())
        .put("cpus", cores(use.cpuMillis()))
        .put("memory", use.memoryBytes())
        .put("processes", use.processes());
  }

  private static BigDecimal cores(long millis) {
    return BigDecimal.valueOf(millis, 3);
  }
}
