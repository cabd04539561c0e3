package org.arkwright.api.metrics;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.arkwright.api.metrics.MetricsText.Metric;
import org.arkwright.api.transfer.LiveTransfers;
import org.arkwright.api.transfer.TransferGate;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.gateway.usage.CountingSink;
import org.arkwright.kernel.state.NodeStatus;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Device;
import org.arkwright.projection.JobCount;
import org.arkwright.protocol.Sample.DeviceUse;
import org.arkwright.scheduler.view.NodeView;

/** The metrics, each group from what knows it. No name may ever change: dashboards have them. */
public final class ServerMetrics {
  private static final int THOUSANDTHS = 3;
  private static final int PERCENT = 2;

  private ServerMetrics() {}

  /** How many jobs are in which state, ended ones from the history. */
  public static void jobs(MetricsText text, Iterable<JobCount> counts) {
    Metric live =
        text.begin(
            "arkwright_jobs",
            MetricsText.Type.GAUGE,
            "Jobs that have not ended, by project and state.");
    for (JobCount count : counts) {
      if (!count.ended()) {
        live.sample(count.jobs(), "project", count.project(), "state", count.state());
      }
    }
    Metric ended =
        text.begin(
            "arkwright_jobs_ended_total",
            MetricsText.Type.COUNTER,
            "Jobs that ever ended, by project and state.");
    for (JobCount count : counts) {
      if (count.ended()) {
        ended.sample(count.jobs(), "project", count.project(), "state", count.state());
      }
    }
  }

  /** What the nodes have and how much of it is held. On the follower's thread. */
  public static void fleet(MetricsText text, State state) {
    nodes(text, state);
    amounts(
        text,
        state,
        "cores",
        "Cores",
        (status, _) -> BigDecimal.valueOf(status.spec().cpuMillis(), THOUSANDTHS),
        (_, view) -> BigDecimal.valueOf(view.freeCpuMillis(), THOUSANDTHS));
    amounts(
        text,
        state,
        "memory_bytes",
        "Memory",
        (status, _) -> BigDecimal.valueOf(status.spec().memory().value()),
        (_, view) -> BigDecimal.valueOf(view.freeMemoryBytes()));
    devices(text, state);
    Metric replicas =
        text.begin(
            "arkwright_deployment_replicas",
            MetricsText.Type.GAUGE,
            "Live replicas of a deployment, ready or not.");
    state
        .deployments()
        .all()
        .forEach(deployment ->
            replicas.sample(
                state.deployments().replicas(deployment.name()).size(),
                "project",
                deployment.name().project().value(),
                "deployment",
                deployment.name().name()));
  }

  private static void nodes(MetricsText text, State state) {
    Map<String, long[]> bySite = new TreeMap<>();
    for (NodeStatus status : state.nodeStatuses()) {
      bySite.computeIfAbsent(status.spec().id().site(), _ -> new long[2])[status.live() ? 0 : 1]++;
    }
    Metric nodes =
        text.begin("arkwright_nodes", MetricsText.Type.GAUGE, "Nodes, by site and state.");
    bySite.forEach((site, counts) -> {
      nodes.sample(counts[0], "site", site, "state", "Live");
      nodes.sample(counts[1], "site", site, "state", "Lost");
    });
  }

  /** Writes what live nodes have, and what is held of it. */
  private static void amounts(
      MetricsText text,
      State state,
      String name,
      String title,
      BiFunction<NodeStatus, NodeView, BigDecimal> total,
      BiFunction<NodeStatus, NodeView, BigDecimal> free) {
    Map<String, BigDecimal> totals = new TreeMap<>();
    Map<String, BigDecimal> held = new TreeMap<>();
    for (NodeStatus status : state.nodeStatuses()) {
      NodeId id = status.spec().id();
      Optional<? extends NodeView> view = state.node(id);
      if (view.isPresent()) {
        BigDecimal all = total.apply(status, view.get());
        totals.merge(id.site(), all, BigDecimal::add);
        held.merge(id.site(), all.subtract(free.apply(status, view.get())), BigDecimal::add);
      }
    }
    Metric offered =
        text.begin("arkwright_" + name, MetricsText.Type.GAUGE, title + " of live nodes.");
    totals.forEach((site, value) -> offered.sample(value, "site", site));
    Metric taken =
        text.begin(
            "arkwright_held_" + name,
            MetricsText.Type.GAUGE,
            title + " that jobs hold, busy or not.");
    held.forEach((site, value) -> taken.sample(value, "site", site));
  }

  private static void devices(MetricsText text, State state) {
    record Kind(String site, String kind) implements Comparable<Kind> {
      @Override
      public int compareTo(Kind other) {
        int bySite = site.compareTo(other.site);
        return bySite != 0 ? bySite : kind.compareTo(other.kind);
      }
    }
    Map<Kind, Long> totals = new TreeMap<>();
    Map<Kind, Long> held = new TreeMap<>();
    for (NodeStatus status : state.nodeStatuses()) {
      NodeId id = status.spec().id();
      Optional<? extends NodeView> view = state.node(id);
      if (view.isPresent()) {
        for (Device device : status.spec().devices()) {
          Kind kind = new Kind(id.site(), device.kind());
          totals.merge(kind, 1L, Long::sum);
          held.merge(kind, 1000L - view.get().freeThousandths(device.index()), Long::sum);
        }
      }
    }
    Metric offered =
        text.begin(
            "arkwright_devices",
            MetricsText.Type.GAUGE,
            "Devices of live nodes, by site and kind.");
    totals.forEach((kind, count) -> offered.sample(count, "site", kind.site, "kind", kind.kind));
    Metric taken =
        text.begin(
            "arkwright_held_devices",
            MetricsText.Type.GAUGE,
            "Devices that jobs hold; shares are fractions.");
    held.forEach((kind, thousandths) ->
        taken.sample(
            BigDecimal.valueOf(thousandths, THOUSANDTHS), "site", kind.site, "kind", kind.kind));
  }

  /** A device that was measured lately. */
  public record MeasuredDevice(NodeId node, Device device, DeviceUse use) {}

  /** What devices do now. */
  public static void deviceUse(MetricsText text, Iterable<MeasuredDevice> devices) {
    Metric busy =
        text.begin(
            "arkwright_device_busy_ratio",
            MetricsText.Type.GAUGE,
            "Share of time in which something ran on a device, lately.");
    devices.forEach(each ->
        each.use()
            .busyPercent()
            .ifPresent(value -> sample(busy, each, BigDecimal.valueOf(value, PERCENT))));
    Metric memory =
        text.begin(
            "arkwright_device_memory_used_bytes",
            MetricsText.Type.GAUGE,
            "Memory of a device that is taken.");
    devices.forEach(each ->
        each.use()
            .memoryBytes()
            .ifPresent(value -> sample(memory, each, BigDecimal.valueOf(value))));
    Metric celsius =
        text.begin(
            "arkwright_device_temperature_celsius",
            MetricsText.Type.GAUGE,
            "Temperature of its chip.");
    devices.forEach(each ->
        each.use().celsius().ifPresent(value -> sample(celsius, each, BigDecimal.valueOf(value))));
    Metric watts =
        text.begin(
            "arkwright_device_power_watts", MetricsText.Type.GAUGE, "Power that a device draws.");
    devices.forEach(each ->
        each.use()
            .milliwatts()
            .ifPresent(value -> sample(watts, each, BigDecimal.valueOf(value, THOUSANDTHS))));
  }

  private static void sample(Metric metric, MeasuredDevice each, BigDecimal value) {
    metric.sample(
        value,
        "site",
        each.node().site(),
        "node",
        each.node().name(),
        "device",
        Integer.toString(each.device().index()),
        "kind",
        each.device().kind());
  }

  /** What the gateway served since the server began. */
  public static void traffic(MetricsText text, CountingSink counted) {
    Metric requests =
        text.begin(
            "arkwright_requests_total",
            MetricsText.Type.COUNTER,
            "Requests at the gateway that a replica worked on, by deployment and HTTP status;"
                + " 499: the client left; 0: of a web server.");
    counted.each((kind, sum) ->
        requests.sample(
            sum.requests(),
            "project",
            kind.project().value(),
            "deployment",
            kind.model(),
            "status",
            Integer.toString(kind.status())));
    record Route(String project, String model) {}
    Map<String, Route> routes = new TreeMap<>();
    Map<Route, long[]> tokens = new HashMap<>();
    counted.each((kind, sum) -> {
      Route route = new Route(kind.project().value(), kind.model());
      routes.put(route.project + " " + route.model, route);
      long[] both = tokens.computeIfAbsent(route, _ -> new long[2]);
      both[0] += sum.tokensIn();
      both[1] += sum.tokensOut();
    });
    Metric counter =
        text.begin(
            "arkwright_tokens_total",
            MetricsText.Type.COUNTER,
            "Tokens at the gateway, of prompts (in) and of answers (out).");
    for (Route route : routes.values()) {
      long[] both = tokens.getOrDefault(route, new long[2]);
      String[] names = {"project", route.project, "deployment", route.model, "direction", "in"};
      counter.sample(both[0], names);
      names[5] = "out";
      counter.sample(both[1], names);
    }
  }

  /** What goes to and from workers on other machines. */
  public static void transfers(MetricsText text, TransferGate gate, LiveTransfers live) {
    text.begin(
            "arkwright_transfer_bytes_total",
            MetricsText.Type.COUNTER,
            "Bytes of files to and from workers on other machines.")
        .sample(gate.sentBytes(), "direction", "inputs")
        .sample(gate.receivedBytes(), "direction", "outputs");
    Metric rates =
        text.begin(
            "arkwright_transfer_bytes_per_second",
            MetricsText.Type.GAUGE,
            "How fast files of an attempt go now.");
    for (LiveTransfers.OfNode each : live.all()) {
      rates.sample(
          each.transfer().bytesPerSecond(),
          "node",
          each.node().toString(),
          "attempt",
          each.transfer().attempt().toString(),
          "direction",
          each.transfer().direction().name().toLowerCase(Locale.ROOT));
    }
  }

  /** What workers said or asked for that was not theirs. */
  public static void refused(MetricsText text, RefusedClaims refused) {
    Metric counter =
        text.begin(
            "arkwright_worker_claims_refused_total",
            MetricsText.Type.COUNTER,
            "What workers said or asked for that is not theirs, by where; late-report: of attempts"
                + " that are over, which is usual.");
    for (RefusedClaims.Door door : RefusedClaims.Door.values()) {
      counter.sample(refused.refused(door), "door", door.label());
    }
  }

  /** What of the samples is lost. */
  public static void samples(MetricsText text, long droppedBlocks) {
    text.begin(
            "arkwright_sample_blocks_dropped_total",
            MetricsText.Type.COUNTER,
            "Blocks of samples of attempts, two minutes of a node each, that the disk was too slow"
                + " or too full for.")
        .sample(droppedBlocks);
  }

  /** Whether the server is well, what it is, and what its process takes. */
  public static void server(MetricsText text, String version, int troubles) {
    text.begin("arkwright_info", MetricsText.Type.GAUGE, "The version of the server; always 1.")
        .sample(1, "version", version);
    text.begin(
            "arkwright_troubles", MetricsText.Type.GAUGE, "Parts of the server that are not well.")
        .sample(troubles);
    ProcessHandle.Info self = ProcessHandle.current().info();
    self.startInstant()
        .ifPresent(begin ->
            text.begin(
                    "process_start_time_seconds",
                    MetricsText.Type.GAUGE,
                    "When the server began, since the Unix epoch.")
                .sample(BigDecimal.valueOf(begin.toEpochMilli(), THOUSANDTHS)));
    self.totalCpuDuration()
        .ifPresent(used ->
            text.begin(
                    "process_cpu_seconds_total",
                    MetricsText.Type.COUNTER,
                    "Processor time of the server.")
                .sample(BigDecimal.valueOf(used.toMillis(), THOUSANDTHS)));
  }
}
