package org.arkwright.simulation.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
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
 * One life of the engine: wishes and leases in memory, lost in a crash and learnt anew from the
 * controller and the workers. Wishes travel in the answers to workers' requests.
 */
public final class SimulatedEngine implements Engine {
  private final SimulatedTime timeline;
  private final CrashPoints crashes;
  private final long giveUpNanos;
  private final TreeMap<AttemptId, Wish> wishes = new TreeMap<>();
  private final TreeMap<NodeId, Session> sessions = new TreeMap<>();
  private Optional<Observer> observer = Optional.empty();
  private boolean closed;

  private static final class Wish {
    private final Launch launch;
    private final NavigableSet<Integer> started = new TreeSet<>();
    private Optional<Duration> stop = Optional.empty();

    Wish(Launch launch) {
      this.launch = launch;
    }
  }

  private static final class Session {
    private final Set<Observation> durable = new LinkedHashSet<>();
    private final Set<Observation> inFlight = new LinkedHashSet<>();
    private long answeredAtNanos;
    private boolean lost;
    private boolean telling;

    Session(long nowNanos) {
      answeredAtNanos = nowNanos;
    }
  }

  public SimulatedEngine(SimulatedTime timeline, CrashPoints crashes, Sabotage sabotage) {
    this.timeline = timeline;
    this.crashes = crashes;
    this.giveUpNanos =
        sabotage == Sabotage.HASTY_LEASE ? SimulatedLease.NANOS / 4 : SimulatedLease.GIVE_UP_NANOS;
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.REATTACH, Capability.DEVICE_SHARES);
  }

  @Override
  public void start(Observer taker, Collection<AttemptId> live) {
    crashes.pass("before the engine starts");
    observer = Optional.of(taker);
    watchLeases();
  }

  @Override
  public void launch(Launch launch) {
    crashes.pass("before a launch");
    Wish wish = wishes.computeIfAbsent(launch.attempt(), _ -> new Wish(launch));
    wish.started.addAll(launch.startedRanks());
    for (NodeId node : launch.allocation().nodes()) {
      sessions.computeIfAbsent(node, _ -> new Session(timeline.nowNanos()));
    }
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    crashes.pass("before a stop");
    Optional.ofNullable(wishes.get(attempt)).ifPresent(wish -> wish.stop = Optional.of(grace));
  }

  @Override
  public void forget(AttemptId attempt) {
    crashes.pass("before forgetting");
    wishes.remove(attempt);
  }

  @Override
  public void close() {
    closed = true;
  }

  /** A worker's request; no answer for a node that is being given up. */
  Optional<SimulatedMessage.Answer> sync(SimulatedMessage.Request request) {
    NodeId node = request.offer().id();
    Session session = sessions.computeIfAbsent(node, _ -> new Session(timeline.nowNanos()));
    if (session.lost) {
      return Optional.empty();
    }
    session.answeredAtNanos = timeline.nowNanos();
    List<Observation> told = new ArrayList<>(request.facts());
    told.addFirst(new ReportNode(request.offer()));
    session.durable.retainAll(told);
    SimulatedMessage.Answer answer =
        new SimulatedMessage.Answer(request.sequence(), orders(node), List.copyOf(session.durable));
    told.removeAll(session.durable);
    told.removeAll(session.inFlight);
    if (!told.isEmpty()) {
      observe(session, told);
    }
    return Optional.of(answer);
  }

  private void observe(Session session, List<Observation> news) {
    session.inFlight.addAll(news);
    var _ =
        observer
            .orElseThrow()
            .observe(news)
            .whenComplete((_, problem) -> {
              session.inFlight.removeAll(news);
              if (problem == null) {
                session.durable.addAll(news);
              }
            });
  }

  private List<SimulatedMessage.Order> orders(NodeId node) {
    List<SimulatedMessage.Order> orders = new ArrayList<>();
    for (Wish wish : wishes.values()) {
      List<RankPlacement> here = ranksOn(wish, node);
      if (!here.isEmpty()) {
        orders.add(
            new SimulatedMessage.Order(
                wish.launch.attempt(),
                wish.launch.spec(),
                here,
                new TreeSet<>(wish.started),
                wish.stop));
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
      if (session.lost && !session.telling) {
        giveUp(node, session);
      }
    });
    timeline.after(SimulatedTime.SECOND, Kind.SERVER, this::watchLeases);
  }

  private void giveUp(NodeId node, Session session) {
    session.telling = true;
    var _ =
        observer
            .orElseThrow()
            .observe(List.of(new LoseNode(node)))
            .whenComplete((_, problem) -> {
              session.telling = false;
              if (problem == null) {
                sessions.remove(node);
                // The node may come back with an empty disk: what ran there never starts again.
                wishes
                    .values()
                    .forEach(
                        wish -> ranksOn(wish, node).forEach(at -> wish.started.add(at.rank())));
              }
            });
  }

  private static List<RankPlacement> ranksOn(Wish wish, NodeId node) {
    return wish.launch.allocation().ranks().stream()
        .filter(placement -> placement.node().equals(node))
        .toList();
  }
}
