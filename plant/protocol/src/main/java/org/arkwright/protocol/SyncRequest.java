package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;

/**
 * A worker's message to the control plane.
 *
 * @param obeyed the latest start of a control plane that the worker has obeyed; empty before the
 *     first
 * @param incarnation identifies one run of the worker process; numbering restarts with each
 * @param introduction the worker's registration; present until the control plane knows this
 *     incarnation
 * @param carriedOut the number of the last order that is durable at the worker; 0 before the first
 * @param observations in number order
 * @param waitMillis the longest time to wait for an order before answering; 0 to answer immediately
 */
public record SyncRequest(
    NodeId node,
    Optional<ServerEpoch> obeyed,
    String incarnation,
    Optional<Registration> introduction,
    long carriedOut,
    List<NumberedObservation> observations,
    long waitMillis) {
  public SyncRequest {
    observations = List.copyOf(observations);
  }
}
