package org.arkwright.scheduler.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.RankFit;

/** The reason why the site could not hold a gang even when empty, if so. */
record SiteReason(ClusterView view, Job gang) {
  Optional<PendingReason> reason() {
    List<NodeSpec> open = new ArrayList<>();
    view.nodes().forEach(node -> open.add(node.spec()));
    Optional<PendingReason> reason = over(open);
    if (reason.isEmpty() || view.cordoned().isEmpty()) {
      return reason;
    }
    List<NodeSpec> all = new ArrayList<>(open);
    view.cordoned().forEach(node -> all.add(node.spec()));
    return over(all).isEmpty() ? Optional.of(new CordonReason(view, gang).onlyCordoned()) : reason;
  }

  /** The reason why the given nodes could not hold the gang even when empty. */
  private Optional<PendingReason> over(List<NodeSpec> nodes) {
    if (nodes.isEmpty()) {
      int cordoned = view.cordoned().size();
      return found(
          Code.NO_NODES,
          (cordoned == 0
                  ? "No node takes work."
                  : "No node takes work: %d cordoned.".formatted(cordoned))
              + new CordonReason(view, gang).coming(),
          "start a worker, or wait for one");
    }
    NodeReason asked = new NodeReason(nodes, gang.spec().needs());
    return asked.noneAccepted().or(() -> among(asked));
  }

  /** The reason why the nodes that the gang accepts could not hold it even when empty. */
  private Optional<PendingReason> among(NodeReason asked) {
    List<NodeSpec> accepted = asked.accepted();
    long total = 0;
    long onOneNode = 0;
    long nodes = 0;
    for (NodeSpec node : accepted) {
      int ranks = RankFit.count(new EmptyNode(node), rank());
      total += ranks;
      onOneNode = Math.max(onOneNode, ranks);
      nodes += ranks > 0 ? 1 : 0;
    }
    if (total == 0) {
      return Optional.of(after(asked.few(), noMatch(accepted)));
    }
    long most = most(total, onOneNode, nodes);
    if (most >= gang.spec().gang().ranks()) {
      return Optional.empty();
    }
    String few = "ask for %s or fewer".formatted(ReasonText.ranks(most));
    Optional<PendingReason> reason =
        total >= gang.spec().gang().ranks() ? topology(most, few) : tooFew(total, few);
    return reason.map(found -> after(asked.few(), found));
  }

  private static PendingReason after(String sentence, PendingReason reason) {
    return sentence.isEmpty()
        ? reason
        : new PendingReason(
            reason.code(), sentence + reason.text(), reason.blockers(), reason.smallestChange());
  }

  private long most(long total, long onOneNode, long nodes) {
    return switch (gang.spec().gang().topology()) {
      case ANY -> total;
      case SAME_NODE -> onOneNode;
      case SPREAD -> nodes;
    };
  }

  private Optional<PendingReason> topology(long most, String few) {
    String text =
        switch (gang.spec().gang().topology()) {
          case SAME_NODE -> "Wants %s on one node; the largest node holds %d when empty.";
          case SPREAD, ANY -> "Wants %s on nodes of their own; only %d nodes could hold one.";
        };
    return found(
        Code.TOPOLOGY_UNAVAILABLE,
        text.formatted(ReasonText.gang(gang), most),
        few + ", or for topology any");
  }

  private Optional<PendingReason> tooFew(long total, String few) {
    return found(
        Code.WAITING_FOR_RESOURCES,
        "Needs %s; the whole site holds %d when empty.".formatted(ReasonText.gang(gang), total),
        few + ", or add nodes");
  }

  private PendingReason noMatch(List<NodeSpec> nodes) {
    RankResources rank = rank();
    Optional<PendingReason> byDevices =
        rank.devices()
            .filter(_ -> nodes.stream().anyMatch(node -> cpus(node) && memory(node)))
            .map(request -> noDevice(request, nodes));
    if (byDevices.isPresent() && nodes.stream().noneMatch(this::devices)) {
      return byDevices.get();
    }
    Optional<NodeSpec> mostCpus =
        nodes.stream()
            .filter(node -> devices(node) && memory(node))
            .max(Comparator.comparingLong(NodeSpec::cpuMillis));
    if (mostCpus.isPresent()) {
      return tooSmall(Dimension.CPUS, rank.cpuMillis(), mostCpus.get().cpuMillis());
    }
    Optional<NodeSpec> mostMemory =
        nodes.stream()
            .filter(node -> devices(node) && cpus(node))
            .max(Comparator.comparing(NodeSpec::memory));
    if (mostMemory.isPresent()) {
      return tooSmall(Dimension.MEMORY, rank.memory().value(), mostMemory.get().memory().value());
    }
    return byDevices.orElseGet(() -> nothingTogether(nodes));
  }

  private PendingReason tooSmall(Dimension dimension, long requested, long most) {
    String among =
        rank().devices().map(request -> " with " + ReasonText.devices(request)).orElse("");
    return new PendingReason(
        Code.LARGER_THAN_ANY_NODE,
        "Each rank wants %s; the largest node%s has %s."
            .formatted(dimension.text(requested), among, dimension.amount(most)),
        List.of(),
        "ask for %s or less per rank".formatted(dimension.text(most)));
  }

  private PendingReason noDevice(DeviceRequest request, List<NodeSpec> nodes) {
    SortedMap<String, Integer> kinds = new TreeMap<>();
    Bytes largest = Bytes.ZERO;
    long mostOnOne = 0;
    for (NodeSpec node : nodes) {
      long accepted = 0;
      for (Device device : node.devices()) {
        kinds.merge(device.kind(), 1, Integer::sum);
        boolean rightKind = request.acceptsKind(device.kind());
        if (rightKind && device.memory().compareTo(largest) > 0) {
          largest = device.memory();
        }
        accepted += request.accepts(device) ? 1 : 0;
      }
      mostOnOne = Math.max(mostOnOne, accepted);
    }
    String kind = ReasonText.kind(request);
    if (kinds.isEmpty()) {
      return device("No node has devices.", "ask for no devices, or add nodes with %s", kind);
    }
    if (largest.equals(Bytes.ZERO)) {
      String offers =
          kinds.entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey())
              .collect(Collectors.joining(", "));
      String nearest =
          kinds.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      return device(
          "No node has devices of kind %s; the site has %s.".formatted(kind, offers),
          "ask for kind %s",
          nearest);
    }
    if (mostOnOne == 0) {
      return device(
          "Each rank wants %s; the largest has %s.".formatted(ReasonText.devices(request), largest),
          "ask for a minimum memory of %s or less",
          largest.toString());
    }
    return new PendingReason(
        Code.LARGER_THAN_ANY_NODE,
        "Each rank wants %s on one node; the most on one node is %d."
            .formatted(ReasonText.devices(request), mostOnOne),
        List.of(),
        "ask for %d %s or fewer per rank".formatted(mostOnOne, kind));
  }

  private static PendingReason device(String text, String change, String value) {
    return new PendingReason(Code.NO_MATCHING_DEVICE, text, List.of(), change.formatted(value));
  }

  private PendingReason nothingTogether(List<NodeSpec> nodes) {
    NodeSpec largest =
        nodes.stream()
            .max(Comparator.comparingLong(this::accepted).thenComparingLong(NodeSpec::cpuMillis))
            .orElseThrow();
    String devices =
        rank()
            .devices()
            .filter(_ -> accepted(largest) > 0)
            .map(request -> ", %d %s".formatted(accepted(largest), ReasonText.kind(request)))
            .orElse("");
    return new PendingReason(
        Code.LARGER_THAN_ANY_NODE,
        "Each rank wants %s; no node has that much together.".formatted(ReasonText.rank(rank())),
        List.of(),
        "ask for what node %s has: %s, %s%s"
            .formatted(
                largest.id().name(),
                Dimension.CPUS.text(largest.cpuMillis()),
                Dimension.MEMORY.text(largest.memory().value()),
                devices));
  }

  /** The number of the node's devices that the request accepts. */
  private long accepted(NodeSpec node) {
    return rank()
        .devices()
        .map(request -> node.devices().stream().filter(request::accepts).count())
        .orElse(0L);
  }

  private boolean cpus(NodeSpec node) {
    return node.cpuMillis() >= rank().cpuMillis();
  }

  private boolean memory(NodeSpec node) {
    return node.memory().compareTo(rank().memory()) >= 0;
  }

  private boolean devices(NodeSpec node) {
    return RankFit.count(new EmptyNode(node), new RankResources(0, Bytes.ZERO, rank().devices()))
        > 0;
  }

  private RankResources rank() {
    return gang.spec().gang().resources();
  }

  private static Optional<PendingReason> found(Code code, String text, String change) {
    return Optional.of(new PendingReason(code, text, List.of(), change));
  }
}
