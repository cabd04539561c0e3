package org.arkwright.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.api.transfer.LiveTransfers;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.projection.JobRecord;
import org.arkwright.protocol.UseReport;
import org.arkwright.protocol.UseReport.DeviceUse;
import org.arkwright.protocol.UseReport.RankUse;

/**
 * What running ranks use and what devices do, by the latest report of each node. Kept in memory
 * alone: a report counts for a few seconds. Thread-safe.
 */
public final class LiveUse {
  private static final Duration FRESH = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final LiveTransfers transfers;
  private final Map<NodeId, Received> latest = new ConcurrentHashMap<>();

  private record Received(
      Instant at, Map<AttemptId, List<RankUse>> uses, Map<Integer, DeviceUse> devices) {}

  public LiveUse(InstantSource clock) {
    this.clock = clock;
    this.transfers = new LiveTransfers(clock);
  }

  /** The files that nodes fetch and store now. */
  public LiveTransfers transfers() {
    return transfers;
  }

  void accept(UseReport report) {
    Map<AttemptId, List<RankUse>> uses = new ConcurrentHashMap<>();
    for (RankUse use : report.ranks()) {
      uses.computeIfAbsent(use.attempt(), _ -> new ArrayList<>()).add(use);
    }
    Map<Integer, DeviceUse> devices = new ConcurrentHashMap<>();
    report.devices().forEach(device -> devices.put(device.device(), device));
    latest.put(report.node(), new Received(clock.instant(), uses, devices));
  }

  /** Returns what a device does, if it was measured lately. */
  Optional<DeviceUse> of(NodeId node, int device) {
    Received received = latest.get(node);
    return received == null || received.at.isBefore(clock.instant().minus(FRESH))
        ? Optional.empty()
        : Optional.ofNullable(received.devices.get(device));
  }

  /** Adds the member {@code use} to each device of the answer that was measured lately. */
  JsonNode addTo(JsonNode devices) {
    for (JsonNode each : devices.path("devices")) {
      NodeId node = new NodeId(each.path("site").asText(), each.path("node").asText());
      of(node, each.path("index").asInt())
          .ifPresent(use -> ((ObjectNode) each).set("use", device(use)));
    }
    return devices;
  }

  /** Adds the member {@code use} to the view of a job whose ranks were measured lately. */
  ObjectNode addTo(ObjectNode view, JobRecord jobRecord) {
    Optional<Attempt> live = jobRecord.job().state().liveAttempt();
    live.ifPresent(attempt -> transfers.addTo(view, attempt.id()));
    List<RankUse> uses = live.map(attempt -> of(attempt.id())).orElse(List.of());
    if (!uses.isEmpty()) {
      ObjectNode use = view.putObject("use");
      use.put("cpus", cores(uses.stream().mapToLong(RankUse::cpuMillis).sum()));
      use.put("memory", uses.stream().mapToLong(RankUse::memoryBytes).sum());
      use.put("processes", uses.stream().mapToLong(RankUse::processes).sum());
      ArrayNode ranks = use.putArray("ranks");
      uses.forEach(each -> ranks.add(rank(each)));
      live.ifPresent(attempt -> addDevices(use, attempt));
    }
    return view;
  }

  private void addDevices(ObjectNode use, Attempt attempt) {
    ArrayNode devices = JsonNodeFactory.instance.arrayNode();
    Set<String> seen = new HashSet<>();
    for (RankPlacement rank : attempt.placements()) {
      for (DeviceShare share : rank.devices()) {
        if (seen.add(rank.node() + "/" + share.device())) {
          of(rank.node(), share.device())
              .ifPresent(measured -> {
                ObjectNode device = devices.addObject();
                device.put("node", rank.node().name()).put("device", share.device());
                device.setAll(device(measured));
              });
        }
      }
    }
    if (!devices.isEmpty()) {
      use.set("devices", devices);
    }
  }

  private static ObjectNode device(DeviceUse use) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    use.busyPercent().ifPresent(value -> json.put("busyPercent", value));
    use.memoryBytes().ifPresent(value -> json.put("memory", value));
    use.celsius().ifPresent(value -> json.put("celsius", value));
    use.milliwatts().ifPresent(value -> json.put("watts", BigDecimal.valueOf(value, 3)));
    return json;
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
