package org.arkwright.api.node;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.ClockDifference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose clocks differ from the control plane's, as the nodes' own messages tell: logged when it
 * begins and when it is over. Thread-safe.
 */
final class NodeClocks {
  private static final Logger log = LoggerFactory.getLogger(NodeClocks.class);

  private final Map<NodeId, ClockDifference> apart = new ConcurrentHashMap<>();

  /** Takes note of what both clocks said when a message came, in milliseconds since 1970. */
  void heard(NodeId node, long nodeMillis, long ownMillis) {
    Optional<ClockDifference> difference = ClockDifference.of(nodeMillis, ownMillis);
    if (difference.isEmpty()) {
      if (apart.remove(node) != null) {
        log.info("The clock of node {} agrees with that of the control plane again", node);
      }
    } else if (apart.put(node, difference.get()) == null) {
      log.warn(
          "The clock of node {} is {} that of the control plane. {}",
          node,
          difference.get(),
          ClockDifference.ADVICE);
    }
  }

  /** How far a node's clock was off when it was last heard of; empty where that does not matter. */
  Optional<ClockDifference> of(NodeId node) {
    return Optional.ofNullable(apart.get(node));
  }
}
