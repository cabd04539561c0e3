package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;

/**
 * A worker's word to the control plane.
 *
 * @param incarnation names one life of the worker's process; another one starts numbering anew
 * @param introduction present until the control plane knows this incarnation
 * @param carriedOut the highest order that is durable at the worker; 0 before the first
 * @param observations in number order
 * @param waitMillis how long the answer may wait for an order; 0 asks for an answer at once
 */
public record SyncRequest(
    NodeId node,
    String incarnation,
    Optional<Registration> introduction,
    long carriedOut,
    List<NumberedObservation> observations,
    long waitMillis) {
  public SyncRequest {
    observations = List.copyOf(observations);
  }
}
