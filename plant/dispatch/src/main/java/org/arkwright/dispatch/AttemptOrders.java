package org.arkwright.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Allocation;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.RendezvousReady;

/**
 * Turns what the control plane wants of attempts into orders for those workers that have them.
 * Owned by the engine's thread.
 */
record AttemptOrders(
    ProvidedSite profile,
    DispatchedAttempts attempts,
    WorkerSessions sessions,
    RefusedWorkers refused,
    ProviderCalls provider,
    Reports reports) {
  void launch(Launch launch) {
    DispatchedAttempt attempt = attempts.launch(launch);
    if (profile.workers() == ProvidedSite.Workers.PER_NODE) {
      for (NodeId node : attempt.nodes()) {
        grant(attempt, sessions.of(WorkerId.ofNode(node), node));
      }
    } else {
      grantBrought(attempt);
      request(attempt);
    }
  }

  private void grantBrought(DispatchedAttempt attempt) {
    sessions
        .broughtFor(attempt.id())
        .forEach(session -> {
          if (attempt.isPlaced() && !grant(attempt, session)) {
            session.dismiss();
          }
        });
  }

  /** Gives the workers that were brought for an attempt their parts, now that it is placed. */
  void placed(AttemptId id, Allocation allocation) {
    attempts
        .find(id)
        .ifPresent(attempt -> {
          attempt.place(allocation);
          grantBrought(attempt);
        });
  }

  /**
   * Grants the attempt's part on a worker's node to that worker, unless another has it, and orders
   * it.
   *
   * @return whether the worker has the part
   */
  boolean grant(DispatchedAttempt attempt, WorkerSession session) {
    boolean granted = attempt.grant(session.node(), session.worker());
    if (granted) {
      order(attempt, session);
    }
    return granted;
  }

  /** Orders a part, now or once it is known where the attempt's ranks meet. */
  private void order(DispatchedAttempt attempt, WorkerSession session) {
    NodeId node = session.node();
    if (!attempts.isInherited(attempt.id()) && !session.has(attempt.id())) {
      Optional<String> noWork = refused.reasonForNoWork(session.worker());
      if (noWork.isPresent()) {
        List<Observation> given = new ArrayList<>(drain(session, noWork.get()));
        given.addAll(ends(attempt, node, new RankExit.NeverRan(noWork.get())));
        reports.add(given);
        return;
      }
      Optional<String> unknown = unknownWork(attempt, session);
      if (unknown.isPresent()) {
        reports.add(ends(attempt, node, new RankExit.Unstartable(unknown.get())));
        return;
      }
    }
    if (attempt.isDue(node)) {
      session.orders().launch(attempt.order(node));
      attempt.stop().ifPresent(session.orders()::stop);
    } else {
      session.orders().hold(attempt.order(node));
    }
  }

  private static Optional<String> unknownWork(DispatchedAttempt attempt, WorkerSession session) {
    return Protocol.unknownIn(session.spoken(), attempt.nodes().size(), attempt.launch().spec())
        .map(what ->
            "worker %s speaks version %s of the protocol, which does not know %s: start the worker of this release in its folder"
                .formatted(session.worker(), session.spoken(), what));
  }

  /**
   * Gives back what a worker that is given no orders was to get and did not, and has its node
   * drained, so that nothing else is placed there; once.
   */
  void withhold(WorkerSession session) {
    Optional<String> why = refused.newlyWithheld(session.worker());
    if (why.isEmpty()) {
      return;
    }
    List<Observation> given = new ArrayList<>(drain(session, why.get()));
    for (AttemptId unsent : new TreeSet<>(session.orders().unsent())) {
      attempts
          .find(unsent)
          .filter(_ -> !attempts.isInherited(unsent))
          .ifPresent(attempt ->
              given.addAll(ends(attempt, session.node(), new RankExit.NeverRan(why.get()))));
    }
    if (!given.isEmpty()) {
      reports.add(given, () -> {}, () -> refused.sayAgain(session.worker()));
    }
  }

  /** A site's own drain: of a node whose worker comes and goes with an attempt there is none. */
  private List<Observation> drain(WorkerSession session, String why) {
    return profile.workers() == ProvidedSite.Workers.PER_NODE
        ? List.of(new Command.ReportNodeDrain(session.node(), Optional.of(why)))
        : List.of();
  }

  private static List<Observation> ends(DispatchedAttempt attempt, NodeId node, RankExit exit) {
    return attempt.ranksOn(node).stream()
        .<Observation>map(rank -> new Command.ReportRankEnded(attempt.id(), rank, exit))
        .toList();
  }

  /** Asks for the workers of all parts that none has come for. */
  void requestMissing() {
    if (profile.workers() == ProvidedSite.Workers.PER_ATTEMPT) {
      attempts.all().forEach(this::request);
    }
  }

  private void request(DispatchedAttempt attempt) {
    if (attempt.stop().isEmpty() && (!attempt.isPlaced() || !attempt.unseen().isEmpty())) {
      provider.request(attempt.id(), attempt.launch());
    }
  }

  /** Gives the attempt's other nodes their parts, now that it is known where its ranks meet. */
  void meet(RendezvousReady ready) {
    attempts
        .find(ready.attempt())
        .filter(attempt -> attempt.meetAt(ready.point()))
        .ifPresent(attempt -> {
          List<NodeId> others = attempt.nodes().subList(1, attempt.nodes().size());
          for (NodeId node : others) {
            sessions.holding(attempt, node).ifPresent(session -> order(attempt, session));
          }
        });
  }

  void stop(Order.Stop order) {
    attempts
        .find(order.attempt())
        .ifPresent(attempt -> {
          attempt.stop(order);
          // Parts that wait for the others are given out now: their workers say that nothing ran.
          for (NodeId node : attempt.nodes()) {
            sessions
                .holding(attempt, node)
                .filter(session -> session.orders().holds(attempt.id()))
                .ifPresent(session -> session.orders().launch(attempt.order(node)));
          }
          for (NodeId node : attempt.unseen()) {
            reports.addEnds(attempt.id(), attempt.ranksOn(node), new RankExit.Stopped(false));
          }
          if (attempt.isUngranted()) {
            provider.release(attempt.id());
          }
        });
    sessions.having(order.attempt()).forEach(session -> session.orders().stop(order));
  }

  void forget(AttemptId attempt) {
    attempts.forget(attempt);
    sessions.having(attempt).forEach(session -> session.forget(attempt));
    if (profile.workers() == ProvidedSite.Workers.PER_ATTEMPT) {
      provider.release(attempt);
    }
  }
}
