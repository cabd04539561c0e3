package org.arkwright.scheduler.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.EmptyNode;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.RankFit;

/** What nodes that take no new work, or are still to come, have to do with a gang's wait. */
record CordonReason(ClusterView view, Job gang) {
  private static final int NAMED_MAX = 3;

  /** The reason that only cordoned nodes, or those together with others, could hold the gang. */
  PendingReason onlyCordoned() {
    List<NodeView> useful = useful();
    NodeView first = useful.getFirst();
    return new PendingReason(
        Code.NODES_CORDONED,
        "Needs %s; %s that could hold it take%s no new work: %s.%s"
            .formatted(
                ReasonText.gang(gang),
                useful.size() == 1 ? "the node" : "%d nodes".formatted(useful.size()),
                useful.size() == 1 ? "s" : "",
                named(useful),
                coming()),
        List.of(),
        "uncordon node %s, or wait for other nodes".formatted(ReasonText.node(first.spec().id())));
  }

  /** A sentence on cordoned nodes that could serve, and on nodes to come; empty without any. */
  String aside() {
    List<NodeView> useful = useful();
    String cordoned =
        useful.isEmpty()
            ? ""
            : " %s that could serve take%s no new work: %s."
                .formatted(
                    useful.size() == 1 ? "1 node" : useful.size() + " nodes",
                    useful.size() == 1 ? "s" : "",
                    named(useful));
    return cordoned + coming();
  }

  /** A sentence on the nodes that were requested; empty without any. */
  String coming() {
    int count = view.expected().size();
    Optional<Long> first =
        view.expected().stream().flatMap(node -> node.arrivesNanos().stream()).min(Long::compare);
    return count == 0
        ? ""
        : " %s requested and not there yet%s."
            .formatted(
                count == 1
                    ? "Node %s is"
                        .formatted(
                            view.expected().stream()
                                .findFirst()
                                .map(ExpectedNode::id)
                                .map(ReasonText::node)
                                .orElseThrow())
                    : count + " nodes are",
                first.map(at -> ", expected at " + time(at)).orElse(""));
  }

  private List<NodeView> useful() {
    List<NodeView> useful = new ArrayList<>();
    for (NodeView node : view.cordoned()) {
      if (RankFit.count(new EmptyNode(node.spec()), gang.spec().shape()) > 0) {
        useful.add(node);
      }
    }
    return useful;
  }

  private static String named(List<NodeView> nodes) {
    int more = nodes.size() - NAMED_MAX;
    return nodes.stream()
            .limit(NAMED_MAX)
            .map(CordonReason::named)
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String named(NodeView node) {
    Cordon cordon = node.cordon().orElseThrow();
    return "%s (%s since %s%s%s)"
        .formatted(
            ReasonText.node(node.spec().id()),
            cordon.word(node.holdsRanks()).toLowerCase(Locale.ROOT),
            time(cordon.sinceNanos()),
            cordon.dueNanos().map(due -> " until " + time(due)).orElse(""),
            cordon.reason().isEmpty() ? "" : ": " + cordon.reason());
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L)).toString();
  }
}
