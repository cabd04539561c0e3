package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which nodes can be tested with which. */
final class NodePairs {
  private static final BigDecimal CORES_MIN = BigDecimal.ONE;

  private NodePairs() {}

  /** Two nodes of one site, which may be the same one. */
  record Pair(JsonNode first, JsonNode second) {
    boolean isOneNode() {
      return name(first).equals(name(second));
    }
  }

  /** A node's name as jobs name it. */
  static String name(JsonNode node) {
    return node.path("site").asText() + "/" + node.path("name").asText();
  }

  /** Says why a node cannot be tested now; empty if it can. */
  static Optional<String> reasonForNone(JsonNode node) {
    if (!node.path("state").asText().equals("Live")) {
      return Optional.of(
          "node %s is %s, and takes no test"
              .formatted(node.path("name").asText(), NodeDetailView.state(node)));
    }
    BigDecimal free = node.path("cpus").path("free").decimalValue();
    return free.compareTo(CORES_MIN) < 0
        ? Optional.of(
            "node %s is busy: %s of its %s cores are free, and a test needs 1 so that it measures"
                    .formatted(
                        node.path("name").asText(),
                        free.toPlainString(),
                        node.path("cpus").path("total").asText())
                + " the link and not what runs beside it")
        : Optional.empty();
  }

  /**
   * Returns the pairs of nodes of each site: neighbours in the order of names first, so that each
   * node is soon in one; of a single node, the node with itself.
   */
  static List<Pair> all(List<JsonNode> nodes) {
    Map<String, List<JsonNode>> bySite = new TreeMap<>();
    nodes.forEach(node ->
        bySite.computeIfAbsent(node.path("site").asText(), _ -> new ArrayList<>()).add(node));
    List<Pair> pairs = new ArrayList<>();
    for (List<JsonNode> site : bySite.values()) {
      int count = site.size();
      if (count == 1) {
        pairs.add(new Pair(site.getFirst(), site.getFirst()));
      }
      for (int distance = 1; distance <= count / 2; distance++) {
        // Half way round the ring, each pair would come twice.
        int firsts = 2 * distance == count ? distance : count;
        for (int i = 0; i < firsts; i++) {
          pairs.add(new Pair(site.get(i), site.get((i + distance) % count)));
        }
      }
    }
    return pairs;
  }
}
