package org.arkwright.simulation.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;
import org.arkwright.simulation.time.SimulationTrace;

/**
 * A cluster with a queue of its own, which outlives every run of the control plane. While there are
 * faults it declines, delays, forgets, places wrongly and preempts, and its workers, one for each
 * attempt and node, die one at a time; it cannot be asked every time.
 */
public final class SimulatedCluster {
  /** The name of the site. */
  public static final String SITE = "hpc";

  private final NavigableMap<NodeId, SimulatedNode> nodes = new TreeMap<>();
  private final TreeMap<AttemptId, ClusterJob> jobs = new TreeMap<>();
  private final SimulatedTime timeline;
  private final SeededRandom random;
  private final SimulationTrace trace;
  private final Sabotage sabotage;
  private boolean faulty = true;

  /** The state of a job there. */
  enum Phase {
    QUEUED,
    DECLINED,
    PLACED
  }

  /** A job of the cluster: one of our attempts. */
  static final class ClusterJob {
    private final JobSpec spec;
    private Phase phase = Phase.QUEUED;
    private String words = "Priority";
    private long expectedStartNanos;
    private Duration retryAfter = Duration.ZERO;
    private Optional<Allocation> allocation = Optional.empty();
    private final NavigableSet<NodeId> dead = new TreeSet<>();
    private final NavigableSet<NodeId> ordered = new TreeSet<>();
    private boolean preempted;

    ClusterJob(JobSpec spec) {
      this.spec = spec;
    }

    Phase phase() {
      return phase;
    }

    /** What the cluster says about it. */
    String words() {
      return words;
    }

    /** When it is expected to start, in simulated time. */
    long expectedStartNanos() {
      return expectedStartNanos;
    }

    Duration retryAfter() {
      return retryAfter;
    }

    Allocation allocation() {
      return allocation.orElseThrow();
    }

    /** The nodes whose workers of this job are gone. */
    NavigableSet<NodeId> dead() {
      return dead;
    }

    /** The nodes whose workers were ordered to start ranks. */
    NavigableSet<NodeId> ordered() {
      return ordered;
    }

    boolean preempted() {
      return preempted;
    }
  }

  /**
   * Creates the cluster without jobs.
   *
   * @param specs its nodes
   */
  public SimulatedCluster(
      List<NodeSpec> specs,
      SimulatedTime timeline,
      SeededRandom random,
      SimulationTrace trace,
      ProcessWatch watch,
      Sabotage sabotage) {
    this.timeline = timeline;
    this.random = random;
    this.trace = trace;
    this.sabotage = sabotage;
    for (NodeSpec spec : specs) {
      nodes.put(spec.id(), new SimulatedNode(spec, timeline, random.split(), trace, watch));
    }
  }

  /** Begins to schedule. */
  public void schedule() {
    timeline.after(random.between(1, 8) * SimulatedTime.SECOND, Kind.PROCESS, this::cycle);
  }

  /** Lets the cluster do from now on what it should. */
  public void endFaults() {
    faulty = false;
  }

  /** How long the cluster asked to be left alone with this attempt; empty if it took it. */
  public Optional<Duration> declined(AttemptId attempt) {
    return find(attempt).filter(job -> job.phase == Phase.DECLINED).map(ClusterJob::retryAfter);
  }

  /** Where the cluster put the attempt; empty if it did not. */
  public Optional<Allocation> placed(AttemptId attempt) {
    return find(attempt).flatMap(job -> job.allocation);
  }

  boolean answers() {
    return !faulty || random.permille(800);
  }

  List<NodeSpec> nodes() {
    return nodes.values().stream().map(SimulatedNode::spec).toList();
  }

  NavigableSet<AttemptId> jobs() {
    return new TreeSet<>(jobs.keySet());
  }

  Optional<ClusterJob> find(AttemptId attempt) {
    return Optional.ofNullable(jobs.get(attempt));
  }

  /** Takes a job into the queue, or declines it. */
  void submit(AttemptId attempt, JobSpec spec) {
    ClusterJob job = new ClusterJob(spec);
    jobs.put(attempt, job);
    job.expectedStartNanos = timeline.nowNanos() + random.between(20, 600) * SimulatedTime.SECOND;
    trace.note("%s takes %s", SITE, attempt);
    if (faulty && random.permille(200)) {
      decline(attempt, job);
    }
  }

  /** Ends a job, whatever it does. */
  void remove(AttemptId attempt) {
    jobs.remove(attempt);
    nodes
        .values()
        .forEach(node -> {
          node.kill(attempt, "it was removed");
          node.spool().remove(attempt);
        });
  }

  /** Starts the job's ranks that were never started, on workers that live. */
  void startRanks(AttemptId attempt, ClusterJob job) {
    for (RankPlacement placement : job.allocation().ranks()) {
      SimulatedNode node = node(placement);
      if (job.dead.contains(node.id())) {
        continue;
      }
      job.ordered.add(node.id());
      Optional<SimulatedSpool.Entry> known = node.spool().find(attempt, placement.rank());
      if (known.isEmpty() || (sabotage == Sabotage.CLUSTER_STARTS_TWICE && random.permille(200))) {
        SimulatedSpool.Entry entry = node.spool().intend(attempt, placement.rank());
        node.spawn(attempt, job.spec, placement, entry);
      }
    }
  }

  /** Asks the job's ranks to stop. */
  void stopRanks(AttemptId attempt, ClusterJob job, Duration grace) {
    for (RankPlacement placement : job.allocation().ranks()) {
      SimulatedNode node = node(placement);
      if (node.alive(attempt, placement.rank())) {
        node.terminate(attempt, placement.rank(), grace);
      } else if (!job.dead.contains(node.id())) {
        node.spool()
            .find(attempt, placement.rank())
            .orElseGet(() -> node.spool().intend(attempt, placement.rank()))
            .ended(new RankExit.Stopped(false));
      }
    }
  }

  /** What the workers that live say about the job's ranks. */
  List<Observation> facts(AttemptId attempt, ClusterJob job) {
    List<Observation> facts = new ArrayList<>();
    for (NodeId id : job.allocation().nodes()) {
      if (!job.dead.contains(id)) {
        facts.addAll(node(id).spool().facts(attempt));
      }
    }
    return facts;
  }

  private void cycle() {
    for (AttemptId attempt : jobs()) {
      ClusterJob job = Objects.requireNonNull(jobs.get(attempt));
      switch (job.phase) {
        case QUEUED -> consider(attempt, job);
        case PLACED -> disturb(attempt, job);
        case DECLINED -> {
          if (sabotage == Sabotage.CLUSTER_RUNS_DECLINED) {
            place(attempt, job);
          }
        }
      }
    }
    timeline.after(random.between(3, 12) * SimulatedTime.SECOND, Kind.PROCESS, this::cycle);
  }

  private void consider(AttemptId attempt, ClusterJob job) {
    int dice = faulty ? random.between(0, 99) : 99;
    if (dice < 4) {
      decline(attempt, job);
    } else if (dice < 8) {
      trace.note("%s forgets %s", SITE, attempt);
      jobs.remove(attempt);
    } else if (dice < 45) {
      job.words = random.pick(List.of("Priority", "Resources", "Nodes are down"));
      job.expectedStartNanos = timeline.nowNanos() + random.between(1, 600) * SimulatedTime.SECOND;
    } else if (sabotage != Sabotage.CLUSTER_NEVER_PLACES) {
      place(attempt, job);
    }
  }

  private void decline(AttemptId attempt, ClusterJob job) {
    job.phase = Phase.DECLINED;
    job.words = random.pick(List.of("QOSMaxJobs", "the partition is down"));
    job.retryAfter = Duration.ofSeconds(random.between(2, 90));
    trace.note("%s declines %s for %s", SITE, attempt, job.retryAfter);
  }

  private void place(AttemptId attempt, ClusterJob job) {
    ClusterCapacity free = new ClusterCapacity(nodes());
    jobs.forEach((other, running) -> {
      if (running.phase == Phase.PLACED) {
        running.allocation().ranks().stream()
            .filter(rank -> holds(other, running, rank))
            .forEach(rank -> free.take(rank, running.spec));
      }
    });
    boolean wrongly = faulty && random.permille(60);
    free.place(job.spec)
        .map(right -> wrongly ? ClusterCapacity.wrong(right) : right)
        .ifPresent(allocation -> {
          trace.note("%s places %s on %s", SITE, attempt, allocation.nodes());
          boolean declined = job.phase == Phase.DECLINED;
          job.allocation = Optional.of(allocation);
          if (declined) {
            startRanks(attempt, job);
          } else {
            job.phase = Phase.PLACED;
          }
        });
  }

  /** Whether the rank may still use what it was given: until it has ended, or its worker has. */
  private boolean holds(AttemptId attempt, ClusterJob job, RankPlacement rank) {
    return !job.dead.contains(rank.node())
        && node(rank)
            .spool()
            .find(attempt, rank.rank())
            .flatMap(SimulatedSpool.Entry::exit)
            .isEmpty();
  }

  private void disturb(AttemptId attempt, ClusterJob job) {
    int dice = faulty ? random.between(0, 99) : 99;
    if (dice < 3) {
      trace.note("%s preempts %s", SITE, attempt);
      job.preempted = true;
      job.allocation().nodes().forEach(node -> die(attempt, job, node));
    } else if (dice < 15) {
      die(attempt, job, random.pick(List.copyOf(job.allocation().nodes())));
    }
  }

  private void die(AttemptId attempt, ClusterJob job, NodeId node) {
    if (job.dead.add(node)) {
      trace.note("the worker of %s on %s dies", attempt, node);
      node(node).kill(attempt, "its worker died");
    }
  }

  private SimulatedNode node(RankPlacement rank) {
    return node(rank.node());
  }

  private SimulatedNode node(NodeId id) {
    return Objects.requireNonNull(nodes.get(id));
  }
}
