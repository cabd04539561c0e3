package org.arkwright.experiments.philly;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.arkwright.kernel.index.RunHistory;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Tries;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.scheduler.order.OrderingPolicy;

/**
 * One virtual cluster in simulated time, under the rules of Helios' simulator: jobs start in the
 * order of the policy, and no job passes one that cannot be placed. A policy that displaces does so
 * at every event and at its reviews; each preemption costs the victim 7, 30 or 60 seconds by its
 * size, and its work is kept.
 */
final class VirtualCluster {
  private static final long SECOND = 1_000_000_000L;
  private static final Comparator<QueuedJob> QUEUE_ORDER =
      Comparator.comparingLong((QueuedJob queuedJob) -> queuedJob.standing)
          .thenComparingLong(queuedJob -> queuedJob.job.submittedAtNanos())
          .thenComparing(queuedJob -> queuedJob.job.id());
  private static final Comparator<Held> BY_END =
      Comparator.comparingLong(Held::endsAtNanos).thenComparing(held -> held.job.id());

  private static final Comparator<Held> LATEST_START =
      Comparator.comparingLong(Held::startedAtNanos)
          .reversed()
          .thenComparing(held -> held.job.id());

  private final OrderingPolicy ordering;
  private final ConsolidatedNodes nodes;
  private final RunHistory history = new RunHistory();
  private final TreeSet<QueuedJob> queue = new TreeSet<>(QUEUE_ORDER);
  private final PriorityQueue<Held> running = new PriorityQueue<>(BY_END);
  private final PhillyResults results;
  private long nowNanos;

  private record QueuedJob(Job job, long standing, long remainingNanos, int devices) {}

  private record Held(
      Job job,
      List<ConsolidatedNodes.Slot> place,
      int devices,
      long startedAtNanos,
      long endsAtNanos) {}

  VirtualCluster(int nodes, OrderingPolicy ordering, PhillyResults results) {
    this.nodes = new ConsolidatedNodes(nodes);
    this.ordering = ordering;
    this.results = results;
  }

  /** Runs the jobs, given in order of submission, to completion. */
  void run(List<PhillyTrace.Entry> jobs) {
    Iterator<PhillyTrace.Entry> arrivals = jobs.iterator();
    Optional<PhillyTrace.Entry> next = Optional.of(arrivals.next());
    while (next.isPresent() || !running.isEmpty() || !queue.isEmpty()) {
      nowNanos = nextNanos(next);
      while (!running.isEmpty() && running.peek().endsAtNanos <= nowNanos) {
        end(running.remove());
      }
      while (next.isPresent() && next.get().job().submittedAtNanos() <= nowNanos) {
        submit(next.get());
        next = arrivals.hasNext() ? Optional.of(arrivals.next()) : Optional.empty();
      }
      startAll();
    }
  }

  private long nextNanos(Optional<PhillyTrace.Entry> arrival) {
    long next = arrival.map(entry -> entry.job().submittedAtNanos()).orElse(Long.MAX_VALUE);
    if (!running.isEmpty()) {
      next = Math.min(next, running.peek().endsAtNanos);
    }
    if (ordering.reviewNanos() > 0 && !queue.isEmpty()) {
      next = Math.min(next, nowNanos + ordering.reviewNanos());
    }
    return next;
  }

  private void submit(PhillyTrace.Entry entry) {
    Job plain = entry.job();
    Job job = plain.withForecast(history.forecast(plain.spec(), plain.submittedBy()));
    enqueue(job, entry.runNanos());
  }

  private void enqueue(Job job, long remainingNanos) {
    queue.add(new QueuedJob(job, ordering.standing(job), remainingNanos, devices(job)));
  }

  private void end(Held held) {
    nodes.give(held.place);
    history.ended(held.job.spec(), held.job.submittedBy(), held.job.attainedNanos(nowNanos));
    results.ended(held.job, nowNanos);
  }

  private void startAll() {
    while (!queue.isEmpty()) {
      QueuedJob first = queue.first();
      Optional<List<ConsolidatedNodes.Slot>> place = nodes.place(first.devices);
      if (place.isEmpty() && preempt(first)) {
        place = nodes.place(first.devices);
      }
      if (place.isEmpty()) {
        return;
      }
      queue.remove(first);
      start(first, place.get());
    }
  }

  private void start(QueuedJob queuedJob, List<ConsolidatedNodes.Slot> place) {
    nodes.take(place);
    Job job = queuedJob.job;
    AttemptId id = new AttemptId(job.id(), job.attempts() + 1);
    Attempt attempt =
        new Attempt(id, new Allocation(List.<RankPlacement>of()), nowNanos, List.of());
    Job started =
        new Job(
            job.id(),
            job.spec(),
            job.submittedBy(),
            job.submittedAtNanos(),
            new JobState.Running(attempt, nowNanos),
            id.number(),
            Tries.NONE,
            job.servedNanos(),
            job.forecast());
    running.add(
        new Held(started, place, queuedJob.devices, nowNanos, nowNanos + queuedJob.remainingNanos));
  }

  /**
   * Stops as few as possible of the jobs that the policy lets the gang displace, latest start
   * first; returns whether the gang then fits.
   */
  private boolean preempt(QueuedJob gang) {
    List<Held> victims = new ArrayList<>();
    for (Held held : running) {
      if (ordering.displaces(gang.job, held.job, nowNanos)) {
        victims.add(held);
      }
    }
    victims.sort(LATEST_START);
    List<Held> stopped = new ArrayList<>();
    for (Held victim : victims) {
      if (nodes.place(gang.devices).isPresent()) {
        break;
      }
      nodes.give(victim.place);
      stopped.add(victim);
    }
    boolean fits = nodes.place(gang.devices).isPresent();
    for (Held victim : List.copyOf(stopped.reversed())) {
      nodes.take(victim.place);
      if (fits && nodes.place(gang.devices).isEmpty()) {
        nodes.give(victim.place);
      } else {
        stopped.remove(victim);
      }
    }
    stopped.forEach(this::requeue);
    return fits;
  }

  private void requeue(Held held) {
    running.remove(held);
    results.preempted();
    Job job = held.job;
    Job queuedJob =
        new Job(
            job.id(),
            job.spec(),
            job.submittedBy(),
            job.submittedAtNanos(),
            new JobState.Queued(nowNanos, nowNanos, Optional.empty()),
            job.attempts(),
            Tries.NONE,
            job.attainedNanos(nowNanos),
            job.forecast());
    enqueue(queuedJob, held.endsAtNanos - nowNanos + cost(job));
  }

  /** The cost of a preemption for the job, in nanoseconds. */
  static long cost(Job job) {
    int devices = devices(job);
    return (devices == 1 ? 7 : devices <= ConsolidatedNodes.DEVICES ? 30 : 60) * SECOND;
  }

  private static int devices(Job job) {
    return Math.toIntExact(job.spec().amount().deviceThousandths() / 1000);
  }
}
