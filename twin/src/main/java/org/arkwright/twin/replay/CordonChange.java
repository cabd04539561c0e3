package org.arkwright.twin.replay;

import java.time.Duration;
import java.util.Optional;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Cordon;

/**
 * A node that is cordoned, drained or takes work again at some time of a run.
 *
 * @param atNanos since the Unix epoch
 * @param cordon from then on; empty when the node takes work
 */
public record CordonChange(long atNanos, NodeId node, Optional<Cordon> cordon) {
  /** The command that makes the change at the given time, which may be later than its own. */
  NodeCommand commandAt(long nowNanos) {
    if (cordon.isEmpty()) {
      return new NodeCommand.Uncordon(node);
    }
    String reason = cordon.get().reason();
    Optional<Cordon.Drain> drain = cordon.get().drain();
    if (drain.isEmpty()) {
      return new NodeCommand.Cordon(node, reason);
    }
    return new NodeCommand.Drain(
        node,
        reason,
        drain
            .get()
            .deadlineNanos()
            .map(deadline -> Duration.ofNanos(Math.max(0, deadline - nowNanos))));
  }
}
