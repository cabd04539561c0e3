package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.kernel.state.NodeStatus;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.spec.SpecWriter;

/** The JSON form of nodes and devices. Reads the state, so call it on the writer's thread. */
public final class FleetView {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The identity of a device: its node and its index there. */
  private record DeviceKey(NodeId node, int device) implements Comparable<DeviceKey> {
    @Override
    public int compareTo(DeviceKey other) {
      int byNode = node.compareTo(other.node);
      return byNode != 0 ? byNode : Integer.compare(device, other.device);
    }
  }

  /** A job's rank on a device. */
  private record Tenant(Job job, int rank, int thousandths) {}

  private FleetView() {}

  /** Returns {@code {"nodes": […]}}, sorted by name, and after them those that are to come. */
  public static ObjectNode nodes(State state) {
    ObjectNode json = JSON.objectNode();
    ArrayNode nodes = json.putArray("nodes");
    for (NodeStatus status : state.nodeStatuses()) {
      nodes.add(node(state, status));
    }
    state.expected().forEach(node -> nodes.add(expected(node)));
    return json;
  }

  /** Returns one node with the jobs on it; one that is only expected, as far as it is known. */
  public static Optional<ObjectNode> node(State state, NodeId id) {
    Optional<ObjectNode> known = state.nodeStatus(id).map(status -> node(state, status));
    known.ifPresent(json -> addJobs(state, id, json.putArray("jobs")));
    return known.or(() ->
        state.expected().stream()
            .filter(node -> node.id().equals(id))
            .map(FleetView::expected)
            .findFirst());
  }

  private static void addJobs(State state, NodeId id, ArrayNode jobs) {
    for (JobId holder : state.jobsOn(id)) {
      Job job = state.job(holder).orElseThrow();
      long ranks =
          job.state().liveAttempt().stream()
              .flatMap(attempt -> attempt.placements().stream())
              .filter(rank -> rank.node().equals(id))
              .count();
      jobs.addObject()
          .put("id", holder.toString())
          .put("project", job.spec().project().value())
          .put("name", job.spec().name())
          .put("state", job.state().word())
          .put("ranks", ranks);
    }
  }

  private static ObjectNode expected(ExpectedNode node) {
    ObjectNode json = JSON.objectNode();
    json.put("name", node.id().name());
    json.put("site", node.id().site());
    json.put("state", "Expected");
    json.put("since", Timestamps.text(node.sinceNanos()));
    node.arrivesNanos().ifPresent(at -> json.put("arrives", Timestamps.text(at)));
    return json.put("note", node.note());
  }

  /** The state as users see it. */
  private static String word(State state, NodeStatus status) {
    if (!status.live()) {
      return "Lost";
    }
    boolean holdsRanks = !state.jobsOn(status.spec().id()).isEmpty();
    return status.cordon().map(cordon -> cordon.word(holdsRanks)).orElse("Live");
  }

  /** Returns the cordoned nodes on which a job has ranks, with since when and until when. */
  public static ArrayNode cordons(State state, JobId id) {
    ArrayNode cordons = JSON.arrayNode();
    state
        .job(id)
        .flatMap(job -> job.state().liveAttempt())
        .ifPresent(attempt -> {
          for (NodeId node : attempt.nodes()) {
            state
                .nodeStatus(node)
                .flatMap(NodeStatus::cordon)
                .ifPresent(known ->
                    cordons.add(
                        JSON.objectNode()
                            .put("node", node.name())
                            .put("site", node.site())
                            .setAll(cordon(known))));
          }
        });
    return cordons;
  }

  private static ObjectNode cordon(Cordon cordon) {
    ObjectNode json = JSON.objectNode();
    json.put("since", Timestamps.text(cordon.sinceNanos()));
    json.put("reason", cordon.reason());
    json.put("bySite", cordon.bySite());
    json.put("drains", cordon.drains());
    cordon
        .drain()
        .flatMap(Cordon.Drain::deadlineNanos)
        .ifPresent(deadline -> json.put("deadline", Timestamps.text(deadline)));
    return json;
  }

  private static ObjectNode node(State state, NodeStatus status) {
    NodeSpec spec = status.spec();
    Optional<? extends NodeView> view = state.presentNode(spec.id());
    ObjectNode json = JSON.objectNode();
    json.put("name", spec.id().name());
    json.put("site", spec.id().site());
    json.put("state", word(state, status));
    json.put("since", Timestamps.text(status.sinceNanos()));
    json.putObject("cpus")
        .put("total", SpecWriter.thousandths(spec.cpuMillis()))
        .put("free", SpecWriter.thousandths(view.isPresent() ? view.get().freeCpuMillis() : 0));
    json.putObject("memory")
        .put("total", spec.memory().value())
        .put("free", view.isPresent() ? view.get().freeMemoryBytes() : 0);
    long free =
        spec.devices().stream()
            .mapToLong(device -> view.isPresent() ? view.get().freeThousandths(device.index()) : 0)
            .sum();
    json.putObject("devices")
        .put("total", spec.devices().size())
        .put("free", SpecWriter.thousandths(free));
    json.putObject("topology")
        .put("block", spec.topology().block())
        .put("rack", spec.topology().rack());
    ObjectNode labels = json.putObject("labels");
    spec.labels().forEach(labels::put);
    ArrayNode limits = json.putArray("limits");
    spec.limits().forEach(limit -> limits.add(limit(limit)));
    ArrayNode capabilities = json.putArray("capabilities");
    spec.capabilities().forEach(able -> capabilities.add(able.word()));
    if (!spec.addresses().isEmpty()) {
      ObjectNode addresses = json.putObject("addresses");
      spec.addresses().forEach(addresses::put);
    }
    status.cordon().ifPresent(cordon -> json.set("cordon", cordon(cordon)));
    return json;
  }

  private static ObjectNode limit(EnforcedLimit limit) {
    ObjectNode json = JSON.objectNode().put("name", limit.name());
    json.put("enforced", limit.mechanism().isPresent());
    limit.mechanism().ifPresent(mechanism -> json.put("mechanism", mechanism));
    return json.put("detail", limit.detail());
  }

  /** Returns {@code {"devices": […]}}, sorted by node and index. */
  public static ObjectNode devices(State state) {
    Map<DeviceKey, List<Tenant>> tenants = tenants(state);
    ObjectNode json = JSON.objectNode();
    ArrayNode devices = json.putArray("devices");
    for (NodeStatus status : state.nodeStatuses()) {
      NodeId id = status.spec().id();
      Optional<? extends NodeView> view = state.presentNode(id);
      for (Device device : status.spec().devices()) {
        DeviceKey key = new DeviceKey(id, device.index());
        int free = view.isPresent() ? view.get().freeThousandths(device.index()) : 0;
        devices.add(device(key, device, free, tenants.getOrDefault(key, List.of())));
      }
    }
    return json;
  }

  private static Map<DeviceKey, List<Tenant>> tenants(State state) {
    Map<DeviceKey, List<Tenant>> tenants = new TreeMap<>();
    for (Job job : state.running()) {
      job.state()
          .liveAttempt()
          .ifPresent(
              attempt -> attempt.placements().forEach(rank -> addTenant(job, rank, tenants)));
    }
    return tenants;
  }

  private static void addTenant(Job job, RankPlacement rank, Map<DeviceKey, List<Tenant>> tenants) {
    for (DeviceShare share : rank.devices()) {
      tenants
          .computeIfAbsent(new DeviceKey(rank.node(), share.device()), _ -> new ArrayList<>())
          .add(new Tenant(job, rank.rank(), share.share().thousandths()));
    }
  }

  private static ObjectNode device(DeviceKey key, Device device, int free, List<Tenant> tenants) {
    ObjectNode json = JSON.objectNode();
    json.put("node", key.node().name());
    json.put("site", key.node().site());
    json.put("index", device.index());
    json.put("kind", device.kind());
    json.put("vendor", device.vendor());
    json.put("memory", device.memory().value());
    device.uuid().ifPresent(uuid -> json.put("uuid", uuid));
    device.path().ifPresent(path -> json.put("path", path));
    device.link().ifPresent(link -> json.put("link", link));
    json.put("free", free);
    ArrayNode jobs = json.putArray("jobs");
    for (Tenant tenant : tenants) {
      jobs.addObject()
          .put("id", tenant.job().id().toString())
          .put("name", tenant.job().spec().name())
          .put("rank", tenant.rank())
          .put("share", tenant.thousandths());
    }
    return json;
  }
}
