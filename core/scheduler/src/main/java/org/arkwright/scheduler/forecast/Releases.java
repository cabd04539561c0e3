package org.arkwright.scheduler.forecast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;

/**
 * The free capacity of one resource class at a site, and the expected releases of the rest by
 * running jobs. Kept from cycle to cycle: only nodes that changed are examined again, so it always
 * equals a newly created instance.
 */
public final class Releases {
  private final ClusterView view;
  private final ResourceClass resourceClass;
  private final Map<NodeId, Long> free = new LinkedHashMap<>();
  private final Set<JobId> known = new TreeSet<>();
  private final Map<NodeId, List<Holding>> byNode = new LinkedHashMap<>();

  /** The jobs with a predicted end in the future. */
  private final NavigableSet<Holding> predicted =
      new TreeSet<>(Comparator.comparingLong(Holding::endNanos).thenComparing(Holding::id));

  /** The jobs without a prediction, or that have exceeded it; the latest started first. */
  private final NavigableSet<Holding> exceeded =
      new TreeSet<>(
          Comparator.comparingLong(Holding::startedNanos).reversed().thenComparing(Holding::id));

  private long freeSum;
  private long asOfNanos = Long.MIN_VALUE;

  /** The release of an amount at a point in time. */
  record Release(long atNanos, long amount) {}

  private record Holding(
      AttemptId attempt, long startedNanos, long endNanos, long amount, SortedSet<NodeId> nodes) {
    JobId id() {
      return attempt.job();
    }
  }

  /** Examines the whole view. */
  public Releases(ClusterView view, ResourceClass resourceClass) {
    this.view = view;
    this.resourceClass = resourceClass;
    for (NodeView node : view.nodes()) {
      long freeNow = resourceClass.free(node);
      free.put(node.spec().id(), freeNow);
      freeSum += freeNow;
    }
    view.running().forEach(this::add);
  }

  /** Updates the node after a change. */
  public void touch(NodeId id) {
    Long before = free.get(id);
    if (before != null) {
      long freeNow = view.node(id).map(resourceClass::free).orElse(0L);
      free.put(id, freeNow);
      freeSum += freeNow - before;
    }
    for (Holding held : List.copyOf(byNode.getOrDefault(id, List.of()))) {
      if (!isHeld(held)) {
        remove(held);
      }
    }
    for (JobId job : view.jobsOn(id)) {
      if (!known.contains(job)) {
        add(view.job(job).orElseThrow());
      }
    }
  }

  private boolean isHeld(Holding held) {
    return view.job(held.id())
        .flatMap(job -> job.state().liveAttempt())
        .filter(attempt -> attempt.id().equals(held.attempt))
        .isPresent();
  }

  private void add(Job job) {
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    if (attempt.waitsAtSite()) {
      return; // It is added with the nodes that it gets.
    }
    Holding added =
        new Holding(
            attempt.id(),
            attempt.runsFromNanos(),
            ExpectedRuns.predictedEndNanos(job),
            resourceClass.held(view, job),
            attempt.nodes());
    known.add(job.id());
    for (NodeId node : added.nodes) {
      byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(added);
    }
    (added.endNanos > asOfNanos ? predicted : exceeded).add(added);
  }

  private void remove(Holding removed) {
    known.remove(removed.id());
    predicted.remove(removed);
    exceeded.remove(removed);
    for (NodeId node : removed.nodes) {
      byNode.getOrDefault(node, new ArrayList<>()).remove(removed);
    }
  }

  /** Whether it can answer for the given time, which may not lie before the last one asked for. */
  public boolean reaches(long nowNanos) {
    return nowNanos >= asOfNanos;
  }

  /** The amount free now. */
  long free() {
    return freeSum;
  }

  /**
   * The releases by jobs other than the given ones, earliest first, computed lazily. Valid until
   * the next {@link #touch}.
   *
   * @param nowNanos not before that of an earlier call
   */
  Iterator<Release> after(long nowNanos, Set<JobId> excluded) {
    asOfNanos = nowNanos;
    while (!predicted.isEmpty() && predicted.first().endNanos <= nowNanos) {
      exceeded.add(predicted.removeFirst());
    }
    return new Merged(nowNanos, excluded);
  }

  private final class Merged implements Iterator<Release> {
    private final Iterator<Holding> due = predicted.iterator();
    private final Iterator<Holding> overdue = exceeded.iterator();
    private final long nowNanos;
    private final Set<JobId> excluded;
    private Optional<Release> nextDue;
    private Optional<Release> nextOverdue;

    Merged(long nowNanos, Set<JobId> excluded) {
      this.nowNanos = nowNanos;
      this.excluded = excluded;
      nextDue = next(due);
      nextOverdue = next(overdue);
    }

    private Optional<Release> next(Iterator<Holding> source) {
      while (source.hasNext()) {
        Holding next = source.next();
        if (!excluded.contains(next.id())) {
          long at = ExpectedRuns.endNanos(next.startedNanos, next.endNanos, nowNanos);
          return Optional.of(new Release(at, next.amount));
        }
      }
      return Optional.empty();
    }

    @Override
    public boolean hasNext() {
      return nextDue.isPresent() || nextOverdue.isPresent();
    }

    @Override
    public Release next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more releases");
      }
      boolean first =
          nextOverdue.isEmpty()
              || (nextDue.isPresent() && nextDue.get().atNanos <= nextOverdue.get().atNanos);
      Release taken = (first ? nextDue : nextOverdue).orElseThrow();
      if (first) {
        nextDue = next(due);
      } else {
        nextOverdue = next(overdue);
      }
      return taken;
    }
  }
}
