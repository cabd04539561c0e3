package org.arkwright.model;

import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;

/** A change of what a node may be used for, or of which nodes there will be. */
public sealed interface NodeEvent extends Event.OfSite {
  NodeId node();

  /** The node takes no new work from now on; or why, or until when it drains, has changed. */
  record NodeCordoned(NodeId node, Cordon cordon, long atNanos) implements NodeEvent {}

  /** The deadline of the node's drain has come: the rest of its work is being stopped. */
  record NodeDrainDue(NodeId node, long atNanos) implements NodeEvent {}

  /** The node takes work again, as far as it is there. */
  record NodeUncordoned(NodeId node, long atNanos) implements NodeEvent {}

  /** The node is forgotten: it was lost before, or only expected. */
  record NodeRemoved(NodeId node, long atNanos) implements NodeEvent {}

  /** The node was requested and is not there yet. */
  record NodeExpected(ExpectedNode expected, long atNanos) implements NodeEvent {
    @Override
    public NodeId node() {
      return expected.id();
    }
  }
}
