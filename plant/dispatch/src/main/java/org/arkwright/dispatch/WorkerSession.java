package org.arkwright.dispatch;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.protocol.Versions;
import org.jspecify.annotations.Nullable;

/**
 * The session with one worker: its orders, its lease, and the request of it that waits for an
 * answer. Owned by the engine's thread.
 */
final class WorkerSession {
  /** Runs a task on the engine's thread after a while. */
  @FunctionalInterface
  interface Timer {
    void after(long millis, Runnable task);
  }

  private final WorkerId worker;
  private final NodeId node;
  private final LeaseTerms terms;
  private final Supplier<ServerEpoch> serving;
  private final Timer timer;
  private final WorkerLease lease;
  private final WorkerOrders orders = new WorkerOrders();
  private final Set<AttemptId> known = new HashSet<>();
  private Optional<String> identity = Optional.empty();
  private Optional<AttemptId> broughtFor = Optional.empty();
  private Versions spoken = Protocol.SPOKEN;
  private @Nullable CompletableFuture<SyncResponse> waiting;
  private long polls;
  private volatile boolean lost;
  private boolean parting;
  private boolean toldToPart;
  private boolean parted;
  private boolean dismissed;

  /** Creates a session whose lease starts now. */
  WorkerSession(
      WorkerId worker,
      NodeId node,
      LeaseTerms terms,
      LongSupplier nanoClock,
      Supplier<ServerEpoch> serving,
      Timer timer) {
    this.worker = worker;
    this.node = node;
    this.terms = terms;
    this.serving = serving;
    this.timer = timer;
    this.lease = new WorkerLease(nanoClock, terms.lease().plus(terms.margin()));
  }

  WorkerId worker() {
    return worker;
  }

  /** The node that the worker is on. */
  NodeId node() {
    return node;
  }

  WorkerOrders orders() {
    return orders;
  }

  /** Whether the worker's lease is over, and it has not been declared lost yet. Any thread. */
  boolean isSilent() {
    return !lost && lease.isOver();
  }

  boolean isLost() {
    return lost;
  }

  /** Notes that the worker and its ranks are gone. */
  void lose() {
    lost = true;
    orders.loseWorker();
  }

  /** Notes that the loss could not be recorded, so that it has to be found again. */
  void unlose() {
    lost = false;
  }

  /**
   * Takes note of a run of the worker.
   *
   * @param versions those of the protocol that it speaks
   * @param unknown those of its attempts that it has to forget
   */
  void register(
      String incarnation, Registration registration, Versions versions, Set<AttemptId> unknown) {
    spoken = versions;
    known.clear();
    known.addAll(registration.attempts());
    known.removeAll(unknown);
    identity = registration.identity();
    broughtFor = registration.broughtFor();
    orders.register(incarnation, unknown);
  }

  /** The versions of the protocol that the worker speaks, as far as is known. */
  Versions spoken() {
    return spoken;
  }

  /** Why the worker cannot be asked to open a channel now; empty if it can. */
  Optional<String> reasonToOpenNothing() {
    if (lost || !orders.hasWorker()) {
      return Optional.of("the worker of node " + node.name() + " is not connected now");
    }
    return spoken.latest() < Protocol.CHANNELS
        ? Optional.of(
            "the worker of node %s is of an earlier release, which opens none: restart it"
                .formatted(node.name()))
        : Optional.empty();
  }

  /** Whether another worker than the one with that identity has this session, and is there. */
  boolean isHeldByAnother(Optional<String> other) {
    return identity.isPresent()
        && other.isPresent()
        && !identity.equals(other)
        && orders.hasWorker()
        && !lease.isOver();
  }

  /** Whether the worker was brought for the attempt. */
  boolean isBroughtFor(AttemptId attempt) {
    return broughtFor.filter(attempt::equals).isPresent();
  }

  /** Whether the worker had the attempt when it registered, or was ordered to launch it since. */
  boolean has(AttemptId attempt) {
    return known.contains(attempt) || orders.wants(attempt);
  }

  /** The attempts that the worker has, or was ordered to have. */
  Set<AttemptId> attempts() {
    Set<AttemptId> all = new HashSet<>(known);
    all.addAll(orders.wanted());
    return all;
  }

  void forget(AttemptId attempt) {
    known.remove(attempt);
    orders.forget(attempt);
  }

  /** Holds the request until there are orders, or its time is over. */
  void poll(CompletableFuture<SyncResponse> request, long waitMillis) {
    // Who asks again has got the last answer; that it was given does not say so.
    parted |= toldToPart;
    answer();
    waiting = request;
    long poll = ++polls;
    if (parting || waitMillis <= 0 || orders.hasOrders()) {
      answer();
      return;
    }
    timer.after(
        waitMillis,
        () -> {
          if (polls == poll) {
            answer();
          }
        });
  }

  void answerIfOrdered() {
    if (orders.hasOrders()) {
      answer();
    }
  }

  /** Answers the waiting request, if any. */
  private void answer() {
    CompletableFuture<SyncResponse> request = waiting;
    if (request != null) {
      Duration granted = parting ? terms.parting() : terms.lease();
      waiting = null;
      toldToPart |= parting;
      complete(
          request,
          new SyncResponse(serving.get(), false, 0, orders.outstanding(), granted.toMillis()));
    }
  }

  /** Grants the last lease, of which the worker is told now or with its next request. */
  void part() {
    parting = true;
    answer();
  }

  /** Orders the worker to end. */
  void dismiss() {
    orders.exit();
    dismissed = true;
  }

  /** Whether nobody waits for the last lease: it was taken, or there is no worker any more. */
  boolean mayPart() {
    return parted || dismissed || lost || !orders.hasWorker() || lease.isOver();
  }

  /** Answers a request, which renews the lease. */
  void complete(CompletableFuture<SyncResponse> request, SyncResponse response) {
    renewLease();
    request.complete(response);
  }

  void renewLease() {
    lost = false;
    lease.renew();
  }
}
