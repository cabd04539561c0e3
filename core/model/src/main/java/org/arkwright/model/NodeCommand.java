package org.arkwright.model;

import java.time.Duration;
import java.util.Optional;
import org.arkwright.model.id.NodeId;

/** A request about one node, by an operator or by a site's inventory. */
public sealed interface NodeCommand extends Command {
  /** The longest reason or note, in characters. */
  int TEXT_MAX = 500;

  NodeId node();

  /**
   * Lets nothing new start on the node; what runs there goes on. Repeated, it changes the reason
   * alone; a drain goes on.
   */
  record Cordon(NodeId node, String reason) implements NodeCommand {}

  /**
   * Cordons the node and empties it: what can resume elsewhere stops at once and is queued again,
   * replicas are replaced first, other jobs may end until the deadline, which stops the rest.
   * Repeated, it sets another deadline.
   *
   * @param within the time from now to the deadline; empty when there is none
   */
  record Drain(NodeId node, String reason, Optional<Duration> within) implements NodeCommand {}

  /** Lets the node take work again, and ends its drain; what was stopped for it stays stopped. */
  record Uncordon(NodeId node) implements NodeCommand {}

  /**
   * Forgets the node, its cordon included, or that it was expected. Refused while ranks are there,
   * and while it takes work. One that registers again joins anew.
   */
  record Remove(NodeId node) implements NodeCommand {}

  /**
   * Records that the site was asked for the node. Changes nothing once it is there; repeated, it
   * changes the note and when it is expected.
   *
   * @param within the time from now until the site expects it; empty when it does not say
   */
  record Expect(NodeId node, String note, Optional<Duration> within) implements NodeCommand {}
}
