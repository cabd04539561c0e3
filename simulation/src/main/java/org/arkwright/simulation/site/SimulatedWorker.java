package org.arkwright.simulation.site;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Command.ReportRankEnded;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;

/**
 * One run of a node's worker: it asks for orders, carries them out, and fences when its lease
 * expires.
 */
final class SimulatedWorker {
  private final SimulatedNode node;
  private final SimulatedTime timeline;
  private final SeededRandom random;
  private final ControlLink link;
  private final Sabotage sabotage;
  private final Set<Observation> durable = new LinkedHashSet<>();
  private boolean alive = true;
  private boolean reportScheduled;
  private long sequence;
  private long sentAtNanos;
  private boolean answered = true;

  SimulatedWorker(
      SimulatedNode node,
      SimulatedTime timeline,
      SeededRandom random,
      ControlLink link,
      Sabotage sabotage) {
    this.node = node;
    this.timeline = timeline;
    this.random = random;
    this.link = link;
    this.sabotage = sabotage;
  }

  void start() {
    node.spool().endUnless(node::alive, "gone when the worker came back");
    fenceIfDue();
    watchLease();
    askRegularly();
  }

  void crash() {
    alive = false;
  }

  /** Schedules an early request, because there is something new to report. */
  void reportSoon() {
    if (!reportScheduled) {
      reportScheduled = true;
      later(
          node.delay(),
          () -> {
            reportScheduled = false;
            ask();
          });
    }
  }

  private void later(long delayNanos, Runnable action) {
    timeline.after(
        delayNanos,
        Kind.WORKER,
        () -> {
          if (alive) {
            action.run();
          }
        });
  }

  private void askRegularly() {
    ask();
    later(random.between(2 * SimulatedTime.SECOND, 4 * SimulatedTime.SECOND), this::askRegularly);
  }

  private void ask() {
    List<Observation> facts =
        node.spool().facts().stream()
            .filter(fact -> !durable.contains(fact))
            .filter(
                fact -> sabotage != Sabotage.UNREPORTED_END || !(fact instanceof ReportRankEnded))
            .toList();
    sequence++;
    sentAtNanos = timeline.nowNanos();
    answered = false;
    link.send(node.id(), new SimulatedMessage.Request(offer(), sequence, facts), this::take);
  }

  private NodeSpec offer() {
    NodeSpec spec = node.spec();
    return switch (sabotage) {
      case OVERSTATED_NODE -> spec.offeringCpu(2 * spec.cpuMillis());
      case OVERSTATED_CAPABILITIES -> spec.withCapabilities(List.of(Capability.values()));
      default -> spec;
    };
  }

  private void take(SimulatedMessage.Answer answer) {
    boolean stale = answered || answer.sequence() != sequence;
    boolean tooLate = timeline.nowNanos() - sentAtNanos > SimulatedLease.NANOS / 2;
    if (!alive || stale || tooLate) {
      return;
    }
    answered = true;
    fenceIfDue();
    node.extendLease(sentAtNanos);
    durable.addAll(answer.durable());
    NavigableSet<AttemptId> ordered = new TreeSet<>();
    for (SimulatedMessage.Order order : answer.orders()) {
      ordered.add(order.attempt());
      order.ranks().forEach(placement -> carryOut(order, placement));
    }
    for (AttemptId attempt : node.spool().attempts()) {
      if (!ordered.contains(attempt)) {
        node.kill(attempt, "not wanted any more");
        node.spool().remove(attempt);
      }
    }
    if (answer.orders().stream().anyMatch(order -> order.stop().isPresent())) {
      reportSoon();
    }
  }

  private void carryOut(SimulatedMessage.Order order, RankPlacement placement) {
    AttemptId attempt = order.attempt();
    int rank = placement.rank();
    Optional<SimulatedSpool.Entry> known = node.spool().find(attempt, rank);
    if (known.isPresent()) {
      order.stop().ifPresent(grace -> stop(attempt, rank, known.get(), order));
      if (sabotage == Sabotage.RANK_STARTED_TWICE && node.alive(attempt, rank)) {
        node.spawn(attempt, order.spec(), placement, known.get());
      }
      return;
    }
    SimulatedSpool.Entry entry = node.spool().intend(attempt, rank);
    if (order.started().contains(rank)) {
      entry.ended(new RankExit.Lost("nothing is known of it here"));
    } else if (order.stop().isPresent()) {
      entry.ended(new RankExit.Stopped(false));
    } else {
      later(node.delay(), () -> spawn(order, placement, entry));
      return;
    }
    reportSoon();
  }

  private void spawn(
      SimulatedMessage.Order order, RankPlacement placement, SimulatedSpool.Entry entry) {
    boolean stillRecorded =
        node.spool()
            .find(order.attempt(), placement.rank())
            .filter(found -> found == entry)
            .isPresent();
    if (stillRecorded && entry.exit().isEmpty()) {
      node.spawn(order.attempt(), order.spec(), placement, entry);
      reportSoon();
    }
  }

  private void stop(
      AttemptId attempt, int rank, SimulatedSpool.Entry entry, SimulatedMessage.Order order) {
    if (sabotage == Sabotage.IGNORED_STOP) {
      return;
    }
    if (node.alive(attempt, rank)) {
      node.terminate(attempt, rank, order.stop().orElseThrow());
    } else {
      entry.ended(new RankExit.Stopped(false));
    }
  }

  private void watchLease() {
    long left = node.leaseUntilNanos() - timeline.nowNanos();
    later(
        left > 0 ? left : SimulatedTime.SECOND,
        () -> {
          fenceIfDue();
          watchLease();
        });
  }

  /** Ends everything once the lease is over: the control plane may then start it elsewhere. */
  private void fenceIfDue() {
    if (node.leaseUntilNanos() > timeline.nowNanos() || sabotage == Sabotage.NO_FENCING) {
      return;
    }
    for (AttemptId attempt : node.spool().attempts()) {
      node.kill(attempt, "the lease ended");
    }
    node.spool().endUnless((_, _) -> false, "the lease ended");
  }
}
