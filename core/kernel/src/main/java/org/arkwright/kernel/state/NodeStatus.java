package org.arkwright.kernel.state;

import java.util.Optional;
import org.arkwright.kernel.index.NodeUsage;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.NodeSpec;

/**
 * The status of a node that has joined at least once and was not removed.
 *
 * @param spec its latest reported resources
 * @param live whether it is there; otherwise its lease has expired and it has not rejoined
 * @param sinceNanos when it joined with this spec, or was lost
 * @param cordon why it takes no new work though it is there; empty when it would
 */
public record NodeStatus(NodeSpec spec, boolean live, long sinceNanos, Optional<Cordon> cordon) {
  static NodeStatus of(NodeUsage node) {
    return new NodeStatus(node.spec(), node.isLive(), node.sinceNanos(), node.cordon());
  }
}
