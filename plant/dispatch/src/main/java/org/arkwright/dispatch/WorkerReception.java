package org.arkwright.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RefusedOrder;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.RendezvousReady;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;

/** Takes the messages of workers. Owned by the engine's thread. */
final class WorkerReception {
  private static final Logger LOG = System.getLogger(WorkerReception.class.getName());

  private final ProvidedSite profile;
  private final LeaseTerms terms;
  private final DispatchedAttempts attempts;
  private final WorkerSessions sessions;
  private final RefusedWorkers refused;
  private final AttemptOrders orders;
  private final Reports reports;
  private final WorkerClaims claims;
  private final RefusedClaims refusedClaims;

  WorkerReception(
      ProvidedSite profile,
      LeaseTerms terms,
      DispatchedAttempts attempts,
      WorkerSessions sessions,
      RefusedWorkers refused,
      AttemptOrders orders,
      Reports reports,
      WorkerClaims claims,
      RefusedClaims refusedClaims) {
    this.profile = profile;
    this.terms = terms;
    this.attempts = attempts;
    this.sessions = sessions;
    this.refused = refused;
    this.orders = orders;
    this.reports = reports;
    this.claims = claims;
    this.refusedClaims = refusedClaims;
  }

  /**
   * Takes a message.
   *
   * @param rules those of this start of the control plane
   * @param answer completes now, with the next order, or when the message's time is over
   */
  void take(SyncRequest request, RegistrationRules rules, CompletableFuture<SyncResponse> answer) {
    Optional<String> foreign = claims.foreign(request, sessions.find(request.worker()));
    if (foreign.isPresent()) {
      // Before there is a session: it would be of the node that the message names.
      refusedClaims.note(RefusedClaims.Door.IDENTITY, request.worker(), foreign.get());
      answer.complete(
          SyncResponse.refusing(rules.serving(), foreign.get(), terms.lease().toMillis()));
      return;
    }
    WorkerSession session = sessions.of(request.worker(), request.node());
    Optional<RefusedWorkers.Refusal> refusal = refused.check(request, rules, session);
    if (refusal.isPresent()) {
      if (refusal.get().isTheWorker()) {
        session.renewLease();
        orders.withhold(session);
      }
      answer.complete(
          SyncResponse.refusing(rules.serving(), refusal.get().why(), terms.lease().toMillis()));
    } else if (request.introduction().isPresent()) {
      register(session, request, request.introduction().get(), rules, answer);
    } else if (!session.orders().knows(request.incarnation())) {
      answer.complete(
          new SyncResponse(rules.serving(), true, 0, List.of(), terms.lease().toMillis()));
    } else if (!request.observations().isEmpty()) {
      take(session, request.observations(), rules, answer);
    } else {
      refused.note(session.worker(), request.complaints());
      request
          .complaints()
          .ifPresent(
              complaints -> complaints.refused().forEach(order -> refusedBy(session, order)));
      session.orders().carriedOut(request.carriedOut());
      session.poll(answer, request.waitMillis());
    }
  }

  private void register(
      WorkerSession session,
      SyncRequest request,
      Registration registration,
      RegistrationRules rules,
      CompletableFuture<SyncResponse> answer) {
    if (isSuperfluous(session, registration)) {
      LOG.log(Level.INFO, "worker {0} is not needed, and told to end", session.worker());
      sessions.remove(session);
      answer.complete(
          new SyncResponse(
              rules.serving(),
              false,
              0,
              List.of(new NumberedOrder(1, new Order.Exit())),
              terms.lease().toMillis()));
      return;
    }
    Runnable welcome =
        () -> {
          Set<AttemptId> unknown = new HashSet<>(registration.attempts());
          unknown.removeIf(attempt -> claims.mayHave(session, attempt));
          session.register(request.incarnation(), registration, request.spoken(), unknown);
          registration
              .broughtFor()
              .flatMap(attempts::find)
              .filter(DispatchedAttempt::isPlaced)
              .ifPresent(attempt -> orders.grant(attempt, session));
          session.poll(answer, 0);
        };
    if (profile.workers() == ProvidedSite.Workers.PER_NODE) {
      // What an earlier run of the control plane withheld from a worker is known to the kernel
      // alone, so that every one that is taken takes work again.
      reports.add(
          List.of(
              new Command.ReportNode(registration.spec()),
              new Command.ReportNodeDrain(session.node(), Optional.empty())),
          answer,
          welcome);
    } else {
      welcome.run();
    }
  }

  /**
   * Whether a worker was brought for an attempt that does not need it: the attempt has ended, or
   * another worker has the part. One that has ranks is never superfluous: it has to forget them
   * first.
   */
  private boolean isSuperfluous(WorkerSession session, Registration registration) {
    if (profile.workers() == ProvidedSite.Workers.PER_NODE || !registration.attempts().isEmpty()) {
      return false;
    }
    Optional<AttemptId> wanted = registration.broughtFor().filter(attempts::isLive);
    return wanted.isEmpty()
        || wanted
            .flatMap(attempts::find)
            .filter(DispatchedAttempt::isPlaced)
            .filter(attempt -> !attempt.grant(session.node(), session.worker()))
            .isPresent();
  }

  private void take(
      WorkerSession session,
      List<NumberedObservation> told,
      RegistrationRules rules,
      CompletableFuture<SyncResponse> answer) {
    List<Observation> taken = new ArrayList<>();
    List<RendezvousReady> meetings = new ArrayList<>();
    List<WorkerClaims.Verdict.Refused> notTaken = new ArrayList<>();
    for (NumberedObservation each : told) {
      Optional<WorkerClaims.Verdict> verdict =
          each.observation()
              .map(observation -> claims.judge(session, observation))
              .or(() -> each.rendezvous().flatMap(ready -> claims.judge(session, ready)));
      if (verdict.isEmpty()) {
        each.rendezvous().ifPresent(meetings::add);
        each.unread().ifPresent(why -> passOver(session, why));
        continue;
      }
      switch (verdict.get()) {
        case WorkerClaims.Verdict.Taken(Observation observation) -> taken.add(observation);
        case WorkerClaims.Verdict.Refused refusal -> notTaken.add(refusal);
        case WorkerClaims.Verdict.TooEarly _ -> {
          // Nothing of the message counts, so that the worker repeats all of it.
          answer.completeExceptionally(
              new RejectedExecutionException("what runs here is not known yet"));
          return;
        }
      }
    }
    meetings.forEach(orders::meet);
    notTaken.forEach(each -> refusedClaims.note(each.door(), session.worker(), each.why()));
    SyncResponse durable =
        new SyncResponse(
                rules.serving(),
                false,
                told.getLast().number(),
                List.of(),
                terms.lease().toMillis())
            .refusing(notTaken.stream().map(WorkerClaims.Verdict.Refused::why).findFirst());
    reports.add(taken, answer, () -> session.complete(answer, durable));
  }

  private static void passOver(WorkerSession session, String why) {
    LOG.log(
        Level.ERROR,
        "a report of worker {0} was not understood, and is passed over: {1}",
        session.worker(),
        why);
  }

  /** Ends the ranks whose launch a worker did not understand: it never will. */
  private void refusedBy(WorkerSession session, RefusedOrder order) {
    LOG.log(
        Level.ERROR,
        "worker {0} did not understand order {1}: {2}",
        session.worker(),
        order.number(),
        order.why());
    if (order.attempt().isEmpty()) {
      return;
    }
    AttemptId attempt = order.attempt().get();
    if (claims.has(session, attempt)) {
      reports.addEnds(
          attempt,
          attempts.find(attempt).orElseThrow().ranksOn(session.node()),
          new RankExit.NotStarted(
              "the worker of node %s is of another release, and does not understand the launch: %s"
                  .formatted(session.node().name(), order.why())));
    } else if (attempts.isLive(attempt)) {
      refusedClaims.note(
          RefusedClaims.Door.COMPLAINT,
          session.worker(),
          "worker %s refuses orders of attempt %s, which it does not have"
              .formatted(session.worker(), attempt));
    }
  }
}
