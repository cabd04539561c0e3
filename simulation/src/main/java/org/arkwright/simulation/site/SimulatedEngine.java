package org.arkwright.simulation.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command.LoseNode;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Command.ReportNode;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;

/**
 * One run of the engine: desired attempts and leases in memory, lost in a crash and relearnt from
 * the controller and the workers. Orders travel in the answers to workers' requests.
 */
public final class SimulatedEngine implements Engine {
  private final SimulatedTime timeline;
  private final CrashPoints crashes;
  private final Sabotage sabotage;
  private final long giveUpNanos;

  /** The attempts that an earlier run may have sent. */
  private final NavigableSet<AttemptId> inherited = new TreeSet<>();

  private final TreeMap<AttemptId, DesiredAttempt> desired = new TreeMap<>();
  private final TreeMap<NodeId, Session> sessions = new TreeMap<>();
  private Optional<Observer> observer = Optional.empty();
  private boolean closed;

  private static final class DesiredAttempt {
    private final Launch launch;
    private final NavigableSet<Integer> started = new TreeSet<>();
    private final NavigableSet<NodeId> sentTo = new TreeSet<>();
    private Optional<Duration> stop = Optional.empty();

    DesiredAttempt(Launch launch) {
      this.launch = launch;
    }
  }

  private static final class Session {
    private final Set<Observation> durable = new LinkedHashSet<>();
    private final Set<Observation> inFlight = new LinkedHashSet<>();
    private long answeredAtNanos;
    private boolean lost;
    private boolean reporting;

    Session(long nowNanos) {
      answeredAtNanos = nowNanos;
    }
  }

  public SimulatedEngine(SimulatedTime timeline, CrashPoints crashes, Sabotage sabotage) {
    this.timeline = timeline;
    this.crashes = crashes;
    this.sabotage = sabotage;
    this.giveUpNanos =
        sabotage == Sabotage.EARLY_LEASE_END
            ? SimulatedLease.NANOS / 4
            : SimulatedLease.GIVE_UP_NANOS;
  }

  @Override
  public void start(Observer newObserver, Collection<AttemptId> live) {
    crashes.pass("before the engine starts");
    observer = Optional.of(newObserver);
    inherited.addAll(live);
    watchLeases();
  }

  @Override
  public void launch(Launch launch) {
    crashes.pass("before a launch");
    DesiredAttempt attempt =
        desired.computeIfAbsent(launch.attempt(), _ -> new DesiredAttempt(launch));
    attempt.started.addAll(launch.startedRanks());
    for (NodeId node : launch.allocation().nodes()) {
      sessions.computeIfAbsent(node, _ -> new Session(timeline.nowNanos()));
    }
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    crashes.pass("before a stop");
    Optional.ofNullable(desired.get(attempt)).ifPresent(found -> found.stop = Optional.of(grace));
  }

  @Override
  public void forget(AttemptId attempt) {
    crashes.pass("before forgetting");
    desired.remove(attempt);
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Handles a worker's request; gives no answer to a node that is being reported lost. */
  Optional<SimulatedMessage.Answer> sync(SimulatedMessage.Request request) {
    NodeId node = request.offer().id();
    Session session = sessions.computeIfAbsent(node, _ -> new Session(timeline.nowNanos()));
    if (session.lost) {
      return Optional.empty();
    }
    session.answeredAtNanos = timeline.nowNanos();
    List<Observation> reported = new ArrayList<>(request.facts());
    reported.addFirst(new ReportNode(request.offer()));
    session.durable.retainAll(reported);
    SimulatedMessage.Answer answer =
        new SimulatedMessage.Answer(request.sequence(), orders(node), List.copyOf(session.durable));
    reported.removeAll(session.durable);
    reported.removeAll(session.inFlight);
    if (!reported.isEmpty()) {
      observe(session, reported);
    }
    return Optional.of(answer);
  }

  private void observe(Session session, List<Observation> observations) {
    session.inFlight.addAll(observations);
    var _ =
        observer
            .orElseThrow()
            .observe(observations)
            .whenComplete((_, problem) -> {
              session.inFlight.removeAll(observations);
              if (problem == null) {
                session.durable.addAll(observations);
              }
            });
  }

  private List<SimulatedMessage.Order> orders(NodeId node) {
    List<SimulatedMessage.Order> orders = new ArrayList<>();
    for (DesiredAttempt attempt : desired.values()) {
      List<RankPlacement> here = ranksOn(attempt, node);
      if (!here.isEmpty()) {
        attempt.sentTo.add(node);
        orders.add(
            new SimulatedMessage.Order(
                attempt.launch.attempt(),
                attempt.launch.spec(),
                here,
                new TreeSet<>(attempt.started),
                attempt.stop));
      }
    }
    return orders;
  }

  private void watchLeases() {
    if (closed) {
      return;
    }
    sessions.forEach((node, session) -> {
      session.lost |= timeline.nowNanos() - session.answeredAtNanos > giveUpNanos;
      if (session.lost && !session.reporting) {
        reportLost(node, session);
      }
    });
    timeline.after(SimulatedTime.SECOND, Kind.SERVER, this::watchLeases);
  }

  private void reportLost(NodeId node, Session session) {
    session.reporting = true;
    TreeSet<AttemptId> neverSent = new TreeSet<>();
    desired.forEach((id, attempt) -> {
      boolean sent = attempt.sentTo.contains(node) || inherited.contains(id);
      if (!ranksOn(attempt, node).isEmpty() && (!sent || sabotage == Sabotage.SENT_FORGOTTEN)) {
        neverSent.add(id);
      }
    });
    var _ =
        observer
            .orElseThrow()
            .observe(List.of(new LoseNode(node, neverSent)))
            .whenComplete((_, problem) -> {
              session.reporting = false;
              if (problem == null) {
                sessions.remove(node);
                // The node may return with an empty disk: its ranks must never start again.
                desired
                    .values()
                    .forEach(attempt ->
                        ranksOn(attempt, node).forEach(at -> attempt.started.add(at.rank())));
              }
            });
  }

  private static List<RankPlacement> ranksOn(DesiredAttempt attempt, NodeId node) {
    return attempt.launch.allocation().ranks().stream()
        .filter(placement -> placement.node().equals(node))
        .toList();
  }
}
