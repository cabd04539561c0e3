package org.arkwright.dispatch;

import org.arkwright.model.id.NodeId;

/**
 * Brings workers to the nodes of a site, and says when one is surely gone: all that a kind of site
 * has to know beside what {@link DispatchEngine} does for every kind. Called from the engine's
 * thread alone, so no call may wait for anything that is not at hand.
 */
public interface WorkerProvider {
  /** Whether a worker that is silent, and what it started, can still do anything. */
  enum Fence {
    /** Worker and ranks are surely gone. */
    DEAD,
    /** That is not certain yet; ask again. */
    NOT_YET
  }

  /** Sees to it that each node has a worker. Called again and again, some times a second. */
  void keep(long nowNanos);

  /** Ends what a silent worker left behind on the node, as far as that can be done at once. */
  Fence fence(NodeId node);

  /** Where other ranks of a gang reach one that runs on the node. */
  String rendezvousAddress(NodeId node);
}
