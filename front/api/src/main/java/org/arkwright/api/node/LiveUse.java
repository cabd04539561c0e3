package org.arkwright.api.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.arkwright.api.transfer.LiveTransfers;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.projection.JobRecord;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.protocol.Sample.NodeUse;
import org.arkwright.protocol.Sample.RankUse;

/**
 * What running ranks use and what devices do, by the newest sample of each node, which counts for a
 * few seconds. Thread-safe.
 */
public final class LiveUse {
  private static final Duration FRESH = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final NodeClocks clocks = new NodeClocks();
  private final LiveTransfers transfers;
  private final Map<NodeId, Received> latest = new ConcurrentHashMap<>();

  private record Received(
      Instant at,
      Optional<NodeUse> node,
      Map<AttemptId, List<RankUse>> uses,
      Map<Integer, DeviceUse> devices) {}

  public LiveUse(InstantSource clock) {
    this.clock = clock;
    this.transfers = new LiveTransfers(clock);
  }

  /** The files that nodes fetch and store now. */
  public LiveTransfers transfers() {
    return transfers;
  }

  /** Takes note of what a node's clock said when it sent something just now. */
  public void heard(NodeId node, long nodeMillis) {
    clocks.heard(node, nodeMillis, clock.millis());
  }

  /**
   * Takes the newest sample of a node.
   *
   * @param admitted whether an attempt has ranks there
   */
  public void accept(NodeId node, Sample sample, Predicate<AttemptId> admitted) {
    Map<AttemptId, List<RankUse>> uses = new HashMap<>();
    for (RankUse use : sample.ranks()) {
      if (admitted.test(use.attempt())) {
        uses.computeIfAbsent(use.attempt(), _ -> new ArrayList<>()).add(use);
      }
    }
    Map<Integer, DeviceUse> devices = new HashMap<>();
    sample.devices().forEach(device -> devices.put(device.device(), device));
    latest.put(node, new Received(clock.instant(), sample.node(), uses, devices));
  }

  private Optional<Received> fresh(NodeId node) {
    return Optional.ofNullable(latest.get(node))
        .filter(received -> !received.at.isBefore(clock.instant().minus(FRESH)));
  }

  /** Adds it to each node of a list. */
  ObjectNode addToNodes(ObjectNode nodes) {
    for (JsonNode each : nodes.path("nodes")) {
      addTo((ObjectNode) each, new NodeId(each.path("site").asText(), each.path("name").asText()));
    }
    return nodes;
  }

  /** Adds to the view of a node that was measured lately its use, and how far its clock is off. */
  public ObjectNode addTo(ObjectNode view, NodeId id) {
    Optional<Received> fresh = fresh(id);
    fresh
        .flatMap(_ -> clocks.of(id))
        .ifPresent(off -> view.put("clockAheadSeconds", off.ahead().toSeconds()));
    fresh
        .flatMap(received -> received.node)
        .ifPresent(node -> {
          ObjectNode use = view.putObject("use");
          node.cpuMillis().ifPresent(value -> use.put("cpus", cores(value)));
          node.memoryBytes().ifPresent(value -> use.put("memory", value));
          node.receivedBytes().ifPresent(value -> use.put("received", value));
          node.sentBytes().ifPresent(value -> use.put("sent", value));
        });
    return view;
  }

  /** Returns what a device does, if it was measured lately. */
  public Optional<DeviceUse> of(NodeId node, int device) {
    return fresh(node).flatMap(received -> Optional.ofNullable(received.devices.get(device)));
  }

  /** Adds the member {@code use} to each device of the answer that was measured lately. */
  public JsonNode addTo(JsonNode devices) {
    for (JsonNode each : devices.path("devices")) {
      NodeId node = new NodeId(each.path("site").asText(), each.path("node").asText());
      of(node, each.path("index").asInt())
          .ifPresent(use -> ((ObjectNode) each).set("use", device(use)));
    }
    return devices;
  }

  /** Adds the member {@code use} to the view of a job whose ranks were measured lately. */
  public ObjectNode addTo(ObjectNode view, JobRecord jobRecord) {
    Optional<Attempt> live = jobRecord.job().state().liveAttempt();
    live.ifPresent(attempt -> transfers.addTo(view, attempt.id()));
    List<RankUse> uses = live.map(this::of).orElse(List.of());
    if (!uses.isEmpty()) {
      ObjectNode use = view.putObject("use");
      if (uses.stream().allMatch(each -> each.cpuMillis().isPresent())) {
        use.put("cpus", cores(uses.stream().mapToLong(each -> each.cpuMillis().orElse(0L)).sum()));
      }
      use.put("memory", uses.stream().mapToLong(RankUse::memoryBytes).sum());
      putSum(use, "anonymous", uses, RankUse::anonymousBytes);
      putSum(use, "read", uses, RankUse::readBytes);
      putSum(use, "written", uses, RankUse::writtenBytes);
      use.put("processes", uses.stream().mapToLong(RankUse::processes).sum());
      ArrayNode ranks = use.putArray("ranks");
      uses.forEach(each -> ranks.add(rank(each)));
      live.ifPresent(attempt -> addDevices(use, attempt));
    }
    return view;
  }

  /** Adds a sum, if it is known of all ranks. */
  private static void putSum(
      ObjectNode use, String name, List<RankUse> uses, Function<RankUse, Optional<Long>> value) {
    if (uses.stream().allMatch(each -> value.apply(each).isPresent())) {
      use.put(name, uses.stream().mapToLong(each -> value.apply(each).orElse(0L)).sum());
    }
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

  private List<RankUse> of(Attempt attempt) {
    List<RankUse> uses = new ArrayList<>();
    for (NodeId node : attempt.nodes()) {
      fresh(node)
          .ifPresent(received -> uses.addAll(received.uses.getOrDefault(attempt.id(), List.of())));
    }
    uses.sort((a, b) -> Integer.compare(a.rank(), b.rank()));
    return uses;
  }

  private static ObjectNode rank(RankUse use) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("rank", use.rank());
    use.cpuMillis().ifPresent(value -> json.put("cpus", cores(value)));
    json.put("memory", use.memoryBytes());
    use.anonymousBytes().ifPresent(value -> json.put("anonymous", value));
    use.readBytes().ifPresent(value -> json.put("read", value));
    use.writtenBytes().ifPresent(value -> json.put("written", value));
    return json.put("processes", use.processes());
  }

  private static BigDecimal cores(long millis) {
    return BigDecimal.valueOf(millis, 3);
  }
}
