package org.arkwright.simulation.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command.LoseWorker;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Command.ReportAttemptDeclined;
import org.arkwright.model.Command.ReportAttemptPlaced;
import org.arkwright.model.Command.ReportAttemptWaiting;
import org.arkwright.model.Command.ReportNode;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.simulation.site.SimulatedCluster.ClusterJob;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;

/**
 * One run of the engine of a site that places by itself. It asks the cluster every few seconds and
 * brings both sides together: what is wanted and not there is submitted (again), what is there and
 * not wanted is removed, and all else is reported, again and again.
 */
public final class ClusterEngine implements Engine {
  private final SimulatedCluster cluster;
  private final SimulatedTime timeline;
  private final SeededRandom random;
  private final CrashPoints crashes;
  private final Sabotage sabotage;
  private final TreeMap<AttemptId, Wanted> wanted = new TreeMap<>();
  private Optional<Observer> observer = Optional.empty();

  /** The beginning of simulated time, in nanoseconds since the Unix epoch. */
  private final long epochNanos;

  private boolean known;
  private boolean closed;

  private static final class Wanted {
    private Launch launch;
    private Optional<Duration> stop = Optional.empty();
    private boolean submitted;
    private boolean reporting;

    Wanted(Launch launch) {
      this.launch = launch;
    }
  }

  public ClusterEngine(
      SimulatedCluster cluster,
      SimulatedTime timeline,
      SeededRandom random,
      CrashPoints crashes,
      Sabotage sabotage,
      long epochNanos) {
    this.epochNanos = epochNanos;
    this.cluster = cluster;
    this.timeline = timeline;
    this.random = random;
    this.crashes = crashes;
    this.sabotage = sabotage;
  }

  /** Lets the engine tell of the cluster's nodes: the site's terms are in force. */
  public void tellOfNodes() {
    known = true;
  }

  @Override
  public void start(Observer newObserver, Collection<AttemptId> live) {
    observer = Optional.of(newObserver);
    pollLater();
  }

  @Override
  public void launch(Launch launch) {
    crashes.pass("before a launch at the cluster");
    wanted.computeIfAbsent(launch.attempt(), _ -> new Wanted(launch)).launch = launch;
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    crashes.pass("before a stop at the cluster");
    Optional.ofNullable(wanted.get(attempt)).ifPresent(found -> found.stop = Optional.of(grace));
  }

  @Override
  public void forget(AttemptId attempt) {
    crashes.pass("before forgetting at the cluster");
    wanted.remove(attempt);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void pollLater() {
    timeline.after(
        random.between(SimulatedTime.SECOND, 4 * SimulatedTime.SECOND), Kind.SERVER, this::poll);
  }

  private void poll() {
    if (closed) {
      return;
    }
    if (known && cluster.answers()) {
      report(cluster.nodes().stream().<Observation>map(ReportNode::new).toList(), () -> {});
      for (AttemptId attempt : cluster.jobs()) {
        if (!wanted.containsKey(attempt)) {
          cluster.remove(attempt);
        }
      }
      List.copyOf(wanted.values()).forEach(this::settle);
    }
    pollLater();
  }

  private void settle(Wanted want) {
    if (want.reporting) {
      return;
    }
    Optional<ClusterJob> job = cluster.find(want.launch.attempt());
    if (job.isEmpty()) {
      settleMissing(want);
      return;
    }
    AttemptId attempt = want.launch.attempt();
    switch (job.get().phase()) {
      case DECLINED ->
          report(
              want,
              new ReportAttemptDeclined(
                  attempt,
                  job.get().words(),
                  sabotage == Sabotage.CLUSTER_OFFERED_EARLY
                      ? Duration.ZERO
                      : job.get().retryAfter()));
      case QUEUED -> {
        if (want.stop.isPresent()) {
          giveUp(want);
        } else {
          report(
              want,
              new ReportAttemptWaiting(
                  attempt,
                  job.get().words(),
                  Optional.of(epochNanos + job.get().expectedStartNanos())));
        }
      }
      case PLACED -> settlePlaced(want, job.get());
    }
  }

  private void settleMissing(Wanted want) {
    AttemptId attempt = want.launch.attempt();
    if (want.launch.allocated().isPresent()) {
      want.launch.allocation().nodes().forEach(node -> report(want, lost(attempt, node, false)));
    } else if (want.stop.isPresent()) {
      giveUp(want);
    } else if (!(want.submitted && sabotage == Sabotage.CLUSTER_FORGETS_FOR_GOOD)) {
      want.submitted = true;
      cluster.submit(attempt, want.launch.spec());
    }
  }

  /** Removes an attempt of which nothing has run, and says so. */
  private void giveUp(Wanted want) {
    cluster.remove(want.launch.attempt());
    report(want, new ReportAttemptDeclined(want.launch.attempt(), "it was removed", Duration.ZERO));
  }

  private void settlePlaced(Wanted want, ClusterJob job) {
    AttemptId attempt = want.launch.attempt();
    if (want.launch.allocated().isEmpty()) {
      if (want.stop.isPresent()) {
        giveUp(want);
      } else {
        report(want, new ReportAttemptPlaced(attempt, told(job.allocation())));
      }
      return;
    }
    // What follows from this is known the next time, so that a worker may die with it.
    List<Observation> news = new ArrayList<>(cluster.facts(attempt, job));
    if (want.stop.isPresent()) {
      cluster.stopRanks(attempt, job, want.stop.get());
    } else {
      cluster.startRanks(attempt, job);
    }
    if (job.preempted() && sabotage == Sabotage.CLUSTER_DECLINES_WHAT_RAN) {
      news.add(new ReportAttemptDeclined(attempt, "preempted", Duration.ofSeconds(5)));
    } else if (sabotage != Sabotage.CLUSTER_HIDES_DEAD_WORKERS) {
      job.dead().forEach(node -> news.add(lost(attempt, node, !job.ordered().contains(node))));
    }
    if (sabotage == Sabotage.CLUSTER_LOSES_LIVE_WORKERS && random.permille(50)) {
      news.add(lost(attempt, job.allocation().nodes().first(), false));
    }
    report(want, news.toArray(Observation[]::new));
  }

  /** What the worker says of its devices; the site placed the gang, whatever it says. */
  private Allocation told(Allocation placed) {
    if (sabotage != Sabotage.CLUSTER_MISREPORTS_DEVICES) {
      return placed;
    }
    List<RankPlacement> ranks = new ArrayList<>();
    for (RankPlacement rank : placed.ranks()) {
      List<DeviceShare> devices =
          rank.devices().stream()
              .map(share ->
                  new DeviceShare((share.device() + 1) % devices(rank.node()), share.share()))
              .toList();
      ranks.add(new RankPlacement(rank.rank(), rank.node(), devices));
    }
    return new Allocation(ranks);
  }

  private int devices(NodeId node) {
    return cluster.nodes().stream()
        .filter(spec -> spec.id().equals(node))
        .mapToInt(spec -> spec.devices().size())
        .sum();
  }

  private LoseWorker lost(AttemptId attempt, NodeId node, boolean neverSent) {
    TreeSet<AttemptId> attempts = new TreeSet<>(List.of(attempt));
    boolean denied = neverSent || sabotage == Sabotage.CLUSTER_DENIES_ORDERS;
    return new LoseWorker(
        WorkerId.ofAttempt(SimulatedCluster.SITE, attempt, 0),
        node,
        attempts,
        denied ? attempts : new TreeSet<>());
  }

  private void report(Wanted want, Observation... news) {
    want.reporting = true;
    report(List.of(news), () -> want.reporting = false);
  }

  private void report(List<Observation> news, Runnable then) {
    if (news.isEmpty()) {
      then.run();
      return;
    }
    var _ = observer.orElseThrow().observe(news).whenComplete((_, _) -> then.run());
  }
}
