package org.arkwright.dispatch;

import java.util.Optional;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.RendezvousReady;
import org.arkwright.protocol.SyncRequest;

/**
 * What a worker may speak of: itself, the node that it is on, and the parts of attempts that were
 * granted to it. Who sends a message is known from its identity; all that the message says is the
 * sender's word, and is held against what this control plane has ordered. Owned by the engine's
 * thread.
 */
record WorkerClaims(ProvidedSite profile, DispatchedAttempts attempts) {
  /** What is to be done with a report. */
  sealed interface Verdict {
    /** It is of what the worker has. */
    record Taken(Observation observation) implements Verdict {}

    /** The control plane has just started, and does not know yet who has what. */
    record TooEarly() implements Verdict {}

    /** It is refused, and the worker need not repeat it. */
    record Refused(RefusedClaims.Door door, String why) implements Verdict {}
  }

  /**
   * Says why a message is not of the worker that its sender is, or of the node that this worker is
   * on; empty if it is.
   *
   * @param session the session with the worker; empty if there is none yet
   */
  Optional<String> foreign(SyncRequest request, Optional<WorkerSession> session) {
    WorkerId worker = request.worker();
    NodeId node = request.node();
    if (!worker.site().equals(profile.site()) || !node.site().equals(profile.site())) {
      return Optional.of(
          "worker %s on node %s is not of site %s".formatted(worker, node, profile.site()));
    }
    if (session.filter(known -> !known.node().equals(node)).isPresent()) {
      return Optional.of(
          "worker %s is on node %s, not on %s"
              .formatted(worker, session.get().node().name(), node.name()));
    }
    Optional<NodeId> described =
        request.introduction().map(told -> told.spec().id()).filter(id -> !id.equals(node));
    if (described.isPresent()) {
      return Optional.of(
          "worker %s on node %s may not describe node %s"
              .formatted(worker, node.name(), described.get()));
    }
    return switch (profile.workers()) {
      case PER_NODE ->
          worker.equals(WorkerId.ofNode(node))
              ? Optional.empty()
              : Optional.of("worker %s does not stay on node %s".formatted(worker, node.name()));
      case PER_ATTEMPT -> request.introduction().flatMap(told -> ofAnother(worker, told));
    };
  }

  /** Says for which other attempt than its own a worker that was brought for one registers. */
  private static Optional<String> ofAnother(WorkerId worker, Registration told) {
    Optional<AttemptId> own = worker.attempt();
    if (own.isEmpty() || !told.broughtFor().equals(own)) {
      return Optional.of(
          "worker %s was not brought for %s"
              .formatted(worker, told.broughtFor().map(AttemptId::toString).orElse("an attempt")));
    }
    return told.attempts().stream()
        .filter(attempt -> !attempt.equals(own.get()))
        .findFirst()
        .map(other -> "worker %s was not brought for %s".formatted(worker, other));
  }

  /**
   * Whether a worker may have records of an attempt: it lives, and its part on the worker's node is
   * not another's. What this control plane has not heard of since it started may be the worker's.
   */
  boolean mayHave(WorkerSession session, AttemptId attempt) {
    if (!attempts.isLive(attempt)) {
      return false;
    }
    Optional<DispatchedAttempt> known = attempts.find(attempt).filter(DispatchedAttempt::isPlaced);
    return known.isEmpty()
        || (known.get().nodes().contains(session.node())
            && known
                .get()
                .worker(session.node())
                .filter(holder -> !holder.equals(session.worker()))
                .isEmpty());
  }

  /** Whether a worker has the attempt's part on its node. */
  boolean has(WorkerSession session, AttemptId attempt) {
    return attempts
        .find(attempt)
        .flatMap(known -> known.worker(session.node()))
        .filter(session.worker()::equals)
        .isPresent();
  }

  /** Judges a report. */
  Verdict judge(WorkerSession session, Observation observation) {
    return switch (observation) {
      case Command.ReportRankStarted started ->
          ofRank(session, started.attempt(), started.rank(), started);
      // What other nodes have stored is put together here, and is no worker's to say.
      case Command.ReportRankEnded ended ->
          ofRank(session, ended.attempt(), ended.rank(), ended.ofOneNode());
      case Command.ReportNode _,
          Command.LoseNode _,
          Command.LoseWorker _,
          Command.ReportAttemptWaiting _,
          Command.ReportAttemptPlaced _,
          Command.ReportAttemptDeclined _,
          Command.ReportNodeDrain _ ->
          new Verdict.Refused(
              RefusedClaims.Door.REPORT,
              "%s is not a worker's to report".formatted(observation.getClass().getSimpleName()));
    };
  }

  private Verdict ofRank(
      WorkerSession session, AttemptId attempt, int rank, Observation observation) {
    if (has(session, attempt)
        && attempts.find(attempt).orElseThrow().ranksOn(session.node()).contains(rank)) {
      return new Verdict.Taken(observation);
    }
    return refused(
        RefusedClaims.Door.REPORT,
        session,
        attempt,
        "rank %d of attempt %s".formatted(rank, attempt));
  }

  /** Says why it is not the worker's to tell where an attempt's ranks meet; empty if it is. */
  Optional<Verdict> judge(WorkerSession session, RendezvousReady ready) {
    AttemptId attempt = ready.attempt();
    boolean first =
        has(session, attempt)
            && attempts.find(attempt).orElseThrow().nodes().getFirst().equals(session.node());
    return first
        ? Optional.empty()
        : Optional.of(
            refused(
                RefusedClaims.Door.RENDEZVOUS,
                session,
                attempt,
                "the place where attempt %s meets".formatted(attempt)));
  }

  private Verdict refused(
      RefusedClaims.Door door, WorkerSession session, AttemptId attempt, String what) {
    if (!attempts.isLive(attempt)) {
      return new Verdict.Refused(
          RefusedClaims.Door.LATE_REPORT,
          "worker %s tells of %s, which is over".formatted(session.worker(), what));
    }
    return attempts.find(attempt).isEmpty()
        ? new Verdict.TooEarly()
        : new Verdict.Refused(
            door,
            "worker %s tells of %s, which it does not have".formatted(session.worker(), what));
  }
}
