package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;

/**
 * A worker's message to the control plane.
 *
 * @param node the node that the worker is on
 * @param named the worker, where it is not the one that {@linkplain WorkerId#ofNode stays on} the
 *     node
 * @param versions the versions of the protocol that the worker speaks; empty for {@link
 *     Versions#UNTOLD}
 * @param obeyed the latest start of a control plane that the worker has obeyed; empty before the
 *     first
 * @param incarnation identifies one run of the worker process; numbering restarts with each
 * @param introduction the worker's registration; present until the control plane knows this
 *     incarnation
 * @param carriedOut the number of the last order that is durable at the worker; 0 before the first
 * @param observations in number order
 * @param waitMillis the longest time to wait for an order before answering; 0 to answer immediately
 * @param complaints what the worker could not do; empty for nothing
 */
public record SyncRequest(
    NodeId node,
    Optional<WorkerId> named,
    Optional<Versions> versions,
    Optional<ServerEpoch> obeyed,
    String incarnation,
    Optional<Registration> introduction,
    long carriedOut,
    List<NumberedObservation> observations,
    long waitMillis,
    Optional<Complaints> complaints) {
  public SyncRequest {
    observations = List.copyOf(observations);
  }

  /** A message of a node's own worker, of this version, that has nothing to complain of. */
  public SyncRequest(
      NodeId node,
      Optional<ServerEpoch> obeyed,
      String incarnation,
      Optional<Registration> introduction,
      long carriedOut,
      List<NumberedObservation> observations,
      long waitMillis) {
    this(
        node,
        Optional.empty(),
        Optional.of(Protocol.SPOKEN),
        obeyed,
        incarnation,
        introduction,
        carriedOut,
        observations,
        waitMillis,
        Optional.empty());
  }

  /** The worker that sends it. */
  public WorkerId worker() {
    return named.orElseGet(() -> WorkerId.ofNode(node));
  }

  /** The versions of the protocol that the worker speaks. */
  public Versions spoken() {
    return versions.orElse(Versions.UNTOLD);
  }

  /** This message with another registration. */
  public SyncRequest introducing(Registration other) {
    return with(named, Optional.of(other), observations, complaints);
  }

  /** This message with those observations. */
  SyncRequest observing(List<NumberedObservation> others) {
    return with(named, introduction, others, complaints);
  }

  /** This message of the worker of that name. */
  public SyncRequest of(WorkerId other) {
    return with(Optional.of(other), introduction, observations, complaints);
  }

  /** This message with what the worker could not do. */
  public SyncRequest complaining(Complaints of) {
    return with(
        named, introduction, observations, of.isEmpty() ? Optional.empty() : Optional.of(of));
  }

  private SyncRequest with(
      Optional<WorkerId> by,
      Optional<Registration> registration,
      List<NumberedObservation> observed,
      Optional<Complaints> complained) {
    return new SyncRequest(
        node,
        by,
        versions,
        obeyed,
        incarnation,
        registration,
        carriedOut,
        observed,
        waitMillis,
        complained);
  }
}
