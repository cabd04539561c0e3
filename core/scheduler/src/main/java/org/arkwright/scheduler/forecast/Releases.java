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
 * What is free at a site of what gangs wish, and which jobs are expected to give some of it back
 * when. Kept from cycle to cycle: only what lies on nodes that changed is looked at again, so what
 * it says is what a new one would say.
 */
public final class Releases {
  private final ClusterView view;
  private final ResourceClass wish;
  private final Map<NodeId, Long> free = new LinkedHashMap<>();
  private final Set<JobId> known = new TreeSet<>();
  private final Map<NodeId, List<Held>> lying = new LinkedHashMap<>();

  /** What is expected to end at a moment ahead. */
  private final NavigableSet<Held> promised =
      new TreeSet<>(Comparator.comparingLong(Held::endNanos).thenComparing(Held::id));

  /** What nothing is known of, or what has outlived that: the latest started first. */
  private final NavigableSet<Held> outlived =
      new TreeSet<>(
          Comparator.comparingLong(Held::startedNanos).reversed().thenComparing(Held::id));

  private long freeSum;
  private long asOfNanos = Long.MIN_VALUE;

  /** So much is given back at that moment. */
  record Release(long atNanos, long amount) {}

  private record Held(
      AttemptId attempt, long startedNanos, long endNanos, long amount, SortedSet<NodeId> nodes) {
    JobId id() {
      return attempt.job();
    }
  }

  /** Looks at the whole view. */
  public Releases(ClusterView view, ResourceClass wish) {
    this.view = view;
    this.wish = wish;
    for (NodeView node : view.nodes()) {
      long here = wish.free(node);
      free.put(node.spec().id(), here);
      freeSum += here;
    }
    view.running().forEach(this::add);
  }

  /** Something on the node changed. */
  public void touch(NodeId id) {
    Long before = free.get(id);
    if (before != null) {
      long here = view.node(id).map(wish::free).orElse(0L);
      free.put(id, here);
      freeSum += here - before;
    }
    for (Held held : List.copyOf(lying.getOrDefault(id, List.of()))) {
      if (!stillThere(held)) {
        remove(held);
      }
    }
    for (JobId job : view.jobsOn(id)) {
      if (!known.contains(job)) {
        add(view.job(job).orElseThrow());
      }
    }
  }

  private boolean stillThere(Held held) {
    return view.job(held.id())
        .flatMap(job -> job.state().liveAttempt())
        .filter(attempt -> attempt.id().equals(held.attempt))
        .isPresent();
  }

  private void add(Job job) {
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    Held added =
        new Held(
            attempt.id(),
            attempt.startedAtNanos(),
            ExpectedRuns.promisedEndNanos(job),
            wish.held(view, job),
            attempt.allocation().nodes());
    known.add(job.id());
    for (NodeId node : added.nodes) {
      lying.computeIfAbsent(node, _ -> new ArrayList<>()).add(added);
    }
    (added.endNanos > asOfNanos ? promised : outlived).add(added);
  }

  private void remove(Held gone) {
    known.remove(gone.id());
    promised.remove(gone);
    outlived.remove(gone);
    for (NodeId node : gone.nodes) {
      lying.getOrDefault(node, new ArrayList<>()).remove(gone);
    }
  }

  /** Whether it can answer for that moment: time has not gone back since it last did. */
  public boolean reaches(long nowNanos) {
    return nowNanos >= asOfNanos;
  }

  /** What is free now. */
  long free() {
    return freeSum;
  }

  /**
   * What is given back by others than those, the soonest first, looked up as far as it is asked
   * for. Holds until something is touched.
   *
   * @param nowNanos not before that of an earlier call
   */
  Iterator<Release> after(long nowNanos, Set<JobId> others) {
    asOfNanos = nowNanos;
    while (!promised.isEmpty() && promised.first().endNanos <= nowNanos) {
      outlived.add(promised.removeFirst());
    }
    return new Merged(nowNanos, others);
  }

  private final class Merged implements Iterator<Release> {
    private final Iterator<Held> due = promised.iterator();
    private final Iterator<Held> overdue = outlived.iterator();
    private final long nowNanos;
    private final Set<JobId> others;
    private Optional<Release> nextDue;
    private Optional<Release> nextOverdue;

    Merged(long nowNanos, Set<JobId> others) {
      this.nowNanos = nowNanos;
      this.others = others;
      nextDue = next(due);
      nextOverdue = next(overdue);
    }

    private Optional<Release> next(Iterator<Held> source) {
      while (source.hasNext()) {
        Held next = source.next();
        if (!others.contains(next.id())) {
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
        throw new NoSuchElementException("nothing else is held");
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
