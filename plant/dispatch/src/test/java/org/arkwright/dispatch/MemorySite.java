package org.arkwright.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.arkwright.engine.Launch;
import org.arkwright.engine.Observed;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;

/**
 * A site without processes: an engine that can be restarted, and workers in memory, one that stays
 * on each node or one for each attempt and node.
 */
final class MemorySite implements WorkerProvider {
  static final Duration LEASE = Duration.ofMillis(600);

  private final ProvidedSite.Workers kind;
  private final Map<WorkerId, MemoryWorker> workers = new ConcurrentHashMap<>();
  private final List<NodeSpec> nodes = new ArrayList<>();
  private volatile Inventory inventory;
  private int starts;
  volatile Observed observed = new Observed();
  volatile DispatchEngine engine;

  /** What the provider does when it is asked; for tests. */
  volatile Runnable requesting = () -> {};

  final RefusedClaims refusedClaims = new RefusedClaims();
  volatile Fence fence = Fence.DEAD;
  final List<String> calls = new CopyOnWriteArrayList<>();

  MemorySite(ProvidedSite.Workers kind, int nodeCount) {
    this.kind = kind;
    IntStream.range(0, nodeCount).forEach(number -> nodes.add(node(number)));
  }

  private static NodeSpec node(int number) {
    return new NodeSpec(
            new NodeId("memory", "n" + number),
            8_000,
            Bytes.ofGibibytes(8),
            List.of(),
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of())
        .withAddresses(new TreeMap<>(Map.of(NodeSpec.FABRIC, "10.0.0." + number)));
  }

  NodeId node0() {
    return nodes.getFirst().id();
  }

  NodeId node1() {
    return nodes.get(1).id();
  }

  /** Waits until so many nodes have been reported. */
  void awaitNodes(int count) {
    Observed.until(
        count + " nodes are there",
        () ->
            observed.all().stream()
                    .flatMap(each ->
                        each instanceof Command.ReportNode(NodeSpec node)
                            ? Stream.of(node.id())
                            : Stream.empty())
                    .distinct()
                    .count()
                >= count);
  }

  NodeSpec spec(NodeId node) {
    return nodes.stream().filter(each -> each.id().equals(node)).findFirst().orElseThrow();
  }

  /** Starts a control plane with those attempts. */
  MemorySite up(AttemptId... live) {
    engine =
        new DispatchEngine(
            this,
            new LeaseTerms(LEASE, Duration.ofMillis(100), Duration.ofSeconds(60)),
            refusedClaims);
    engine.serve(new Event.ServerStarted("h", "", "", ++starts, 0), Long.MAX_VALUE);
    observed = new Observed();
    engine.start(observed, List.of(live));
    return this;
  }

  /** Ends the control plane as a crash does. */
  void crash() {
    engine.abandon();
  }

  void closeAll() {
    workers.values().forEach(MemoryWorker::close);
    engine.abandon();
  }

  /** The node's own worker. */
  MemoryWorker worker(NodeId node) {
    return worker(WorkerId.ofNode(node));
  }

  MemoryWorker worker(WorkerId id) {
    Observed.until("worker " + id + " is there", () -> workers.containsKey(id));
    return workers.get(id);
  }

  /** A worker that nobody asked for. */
  MemoryWorker stranger(WorkerId id, NodeId node, Optional<AttemptId> broughtFor) {
    return new MemoryWorker(this::sync, id, spec(node), broughtFor);
  }

  String log(AttemptId attempt, int rank) {
    return String.join("", workers.values().stream().map(each -> each.log(attempt, rank)).toList());
  }

  /** Messages go to the control plane that runs at the time. */
  private CompletionStage<SyncResponse> sync(SyncRequest request) {
    return engine.sync(request);
  }

  @Override
  public ProvidedSite profile() {
    return new ProvidedSite("memory", kind, ProvidedSite.Placer.CONTROL_PLANE, NodeSpec.FABRIC);
  }

  @Override
  public void start(Inventory told) {
    inventory = told;
    for (NodeSpec node : nodes) {
      if (kind == ProvidedSite.Workers.PER_NODE) {
        bring(WorkerId.ofNode(node.id()), node.id(), Optional.empty());
      } else {
        told.present(node);
      }
    }
  }

  Inventory inventory() {
    return inventory;
  }

  private void bring(WorkerId id, NodeId node, Optional<AttemptId> broughtFor) {
    workers.computeIfAbsent(id, _ -> stranger(id, node, broughtFor).start());
  }

  @Override
  public void request(AttemptId attempt, Launch launch) {
    calls.add("request " + attempt);
    requesting.run();
    int part = 0;
    for (NodeId node : launch.allocation().nodes()) {
      bring(WorkerId.ofAttempt("memory", attempt, part++), node, Optional.of(attempt));
    }
  }

  @Override
  public void release(AttemptId attempt) {
    calls.add("release " + attempt);
  }

  @Override
  public Fence fence(WorkerId worker) {
    calls.add("fence " + worker);
    return fence;
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
