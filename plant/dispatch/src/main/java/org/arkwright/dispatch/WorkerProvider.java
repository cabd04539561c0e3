package org.arkwright.dispatch;

import org.arkwright.model.id.NodeId;

/**
 * Starts workers on the nodes of a site, and confirms when one is dead: the part of {@link
 * DispatchEngine} that depends on the kind of site. Called from the engine's thread only, so no
 * method may block.
 */
public interface WorkerProvider {
  /** Whether a silent worker and its ranks may still be running. */
  enum Fence {
    /** The worker and its ranks are certainly dead. */
    DEAD,
    /** The worker or its ranks may still be running; retry later. */
    NOT_YET
  }

  /** Ensures that each node has a running worker. Called several times a second. */
  void ensureRunning(long nowNanos);

  /** Kills a silent worker of the node and its ranks, as far as possible without blocking. */
  Fence fence(NodeId node);

  /** Returns the address at which other ranks of a gang reach a rank on the node. */
  String rendezvousAddress(NodeId node);
}
