package org.arkwright.scheduler.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.NodeNeeds;
import org.arkwright.model.node.NodeSpec;

/**
 * What a gang asks of nodes beside resources, against the nodes that there are.
 *
 * @param nodes the nodes that could be asked, whatever they hold
 */
record NodeReason(List<NodeSpec> nodes, NodeNeeds needs) {
  private static final int NAMED_MAX = 3;

  NodeReason {
    nodes = List.copyOf(nodes);
  }

  /** The nodes that the gang accepts. */
  List<NodeSpec> accepted() {
    return nodes.stream().filter(needs::metBy).toList();
  }

  /** How few nodes are accepted, as a sentence to precede others; empty where all are. */
  String few() {
    int accepted = accepted().size();
    return accepted == nodes.size()
        ? ""
        : "%s. "
            .formatted(
                needs.among().isEmpty()
                    ? "Only %d of %d nodes can %s".formatted(accepted, nodes.size(), abilities())
                    : "Only %s will do".formatted(named(List.copyOf(needs.among()))));
  }

  /** The reason why no node is accepted, if so. */
  Optional<PendingReason> noneAccepted() {
    if (!accepted().isEmpty()) {
      return Optional.empty();
    }
    List<NodeSpec> asked = new ArrayList<>(nodes);
    if (!needs.among().isEmpty()) {
      asked.removeIf(node -> !needs.among().contains(node.id()));
    }
    return Optional.of(asked.isEmpty() ? absent() : unable(asked));
  }

  private PendingReason absent() {
    return new PendingReason(
        Code.NO_MATCHING_NODE,
        "Wants to run on %s, which %s not there or take%s no work; %s."
            .formatted(
                named(List.copyOf(needs.among())),
                needs.among().size() == 1 ? "is" : "are",
                needs.among().size() == 1 ? "s" : "",
                nodes.isEmpty()
                    ? "no node takes work"
                    : "work is taken by " + named(nodes.stream().map(NodeSpec::id).toList())),
        List.of(),
        "name nodes that are there, or none");
  }

  private PendingReason unable(List<NodeSpec> asked) {
    Optional<Capability> missing =
        needs.capabilities().stream()
            .filter(
                needed -> asked.stream().noneMatch(node -> node.capabilities().contains(needed)))
            .findFirst();
    if (missing.isEmpty()) {
      return new PendingReason(
          Code.NO_MATCHING_NODE,
          "No node can %s; each of %s can do a part.".formatted(abilities(), count(asked)),
          List.of(),
          "ask for one of them only");
    }
    Capability lacked = missing.get();
    return new PendingReason(
        Code.NO_MATCHING_NODE,
        "No node can %s: %s cannot%s."
            .formatted(lacked.description(), count(asked), why(lacked, asked)),
        List.of(),
        change(lacked));
  }

  /** What the probe of one node found. */
  private static String why(Capability lacked, List<NodeSpec> asked) {
    return asked.stream()
        .flatMap(node ->
            lacked
                .whyMissing(node.limits())
                .filter(detail -> !detail.isBlank())
                .map(detail -> "; node %s: %s".formatted(node.id().name(), trimmed(detail)))
                .stream())
        .findFirst()
        .orElse("");
  }

  private static String trimmed(String detail) {
    return detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
  }

  private static String change(Capability lacked) {
    return switch (lacked) {
      case SANDBOX ->
          "mend the sandbox of a node and restart its worker, or ask for isolation process if you"
              + " trust the job with everything that the worker's user can do";
      case DEVICE_SHARES -> "ask for whole devices";
      case REATTACH -> "add a node that can " + lacked.description();
    };
  }

  private String abilities() {
    return needs.capabilities().stream()
        .map(Capability::description)
        .collect(Collectors.joining(" and "));
  }

  private static String count(List<NodeSpec> asked) {
    return asked.size() == 1 ? "the 1 node asked" : "all %d nodes asked".formatted(asked.size());
  }

  /** A few of the nodes by name, such as {@code node a, b, c and 2 more}. */
  static String named(List<NodeId> ids) {
    String some =
        ids.stream().limit(NAMED_MAX).map(ReasonText::node).collect(Collectors.joining(", "));
    int more = ids.size() - Math.min(ids.size(), NAMED_MAX);
    return (ids.size() == 1 ? "node " : "nodes ")
        + some
        + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
