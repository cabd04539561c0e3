package org.arkwright.dispatch;

import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.NodeSpec;

/**
 * Takes what a site says about its nodes. A node is lost when its site says so, not when a worker
 * is silent. Thread-safe; no method blocks, and each may be repeated.
 */
public interface Inventory {
  /** The node is there, for the first time or with changed resources. */
  void present(NodeSpec node);

  /**
   * The node is not there any more, and nothing runs on it: its ranks have certainly ended, those
   * of every worker there.
   */
  void gone(NodeId node);
}
