package org.arkwright.api;

import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.FileCalls;

/** The node whose worker sent a request. */
final class WorkerNode {
  private WorkerNode() {}

  /** Returns the node that the worker names; empty if it names none, or another worker's. */
  static Optional<NodeId> of(ApiRequest request) {
    return request
        .header(FileCalls.NODE)
        .flatMap(NodeId::parse)
        .filter(node -> request.worker().filter(WorkerId.ofNode(node)::equals).isPresent());
  }
}
