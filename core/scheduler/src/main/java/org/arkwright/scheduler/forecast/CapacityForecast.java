package org.arkwright.scheduler.forecast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.forecast.Releases.Release;
import org.arkwright.scheduler.view.ClusterView;

/**
 * The forecast of when a site has enough capacity free of one resource class: devices of a kind, or
 * cores. Gangs ahead in the queue take it first, in order, and release it after their expected run
 * times (list scheduling: Graham, Bounds on Multiprocessing Timing Anomalies, 1969). Only sums are
 * counted, so fragmentation may delay the actual start. Running jobs are examined only as far ahead
 * as needed.
 */
public final class CapacityForecast {
  private static final long SOON_NANOS = 60_000_000_000L;

  private final ClusterView view;
  private final ResourceClass resourceClass;

  /** The remaining releases by jobs that were running before this cycle. */
  private final Iterator<Release> running;

  /** The earliest of those. */
  private Optional<Release> nextRunning;

  /** The releases by other gangs, and those already examined. */
  private final PriorityQueue<Release> releases =
      new PriorityQueue<>(Comparator.comparingLong(Release::atNanos));

  private final long nowNanos;
  private long clock;
  private long free;
  private long askedAmount = -1;
  private OptionalLong answer = OptionalLong.empty();

  /**
   * Creates the forecast of a site in its current state.
   *
   * @param known the releases of the view, not modified while this forecast is used
   * @param started the gangs that this cycle has started there, which the view does not contain
   *     yet, with their expected ends
   */
  public CapacityForecast(
      ClusterView view,
      ResourceClass resourceClass,
      Releases known,
      Map<Job, Long> started,
      long nowNanos) {
    this.view = view;
    this.resourceClass = resourceClass;
    this.nowNanos = nowNanos;
    clock = nowNanos;
    free = known.free();
    Collection<Job> stopping = view.stopping();
    Set<JobId> stoppingIds = new TreeSet<>();
    for (Job job : stopping) {
      stoppingIds.add(job.id());
      releases.add(
          new Release(ExpectedRuns.endNanos(job, nowNanos), resourceClass.held(view, job)));
    }
    running = known.after(nowNanos, stoppingIds);
    nextRunning = nextRunning();
    started.forEach(this::hold);
  }

  private Optional<Release> nextRunning() {
    return running.hasNext() ? Optional.of(running.next()) : Optional.empty();
  }

  private Optional<Release> earliest() {
    Optional<Release> other = Optional.ofNullable(releases.peek());
    return nextRunning.isPresent()
            && (other.isEmpty() || nextRunning.get().atNanos() <= other.get().atNanos())
        ? nextRunning
        : other;
  }

  /** Removes and returns the earliest release; there must be one. */
  private Release take() {
    Release taken = earliest().orElseThrow();
    if (nextRunning.filter(taken::equals).isPresent()) {
      nextRunning = nextRunning();
    } else {
      releases.remove();
    }
    return taken;
  }

  /** Adds a gang of this cycle that holds its allocation until the given time. */
  public void hold(Job gang, long endNanos) {
    long amount = resourceClass.held(view, gang);
    free -= amount;
    releases.add(new Release(endNanos, amount));
    askedAmount = -1;
  }

  /**
   * Returns when capacity is expected for a gang that does not fit now, behind all gangs enqueued
   * so far; empty when it never is.
   */
  public OptionalLong availableNanos(Job gang) {
    long amount = ResourceClass.amount(gang);
    if (askedAmount == amount) {
      return answer;
    }
    List<Release> examined = new ArrayList<>();
    long sum = free;
    long at = clock;
    while (sum < amount && earliest().isPresent()) {
      Release next = take();
      examined.add(next);
      sum += next.amount();
      at = Math.max(at, next.atNanos());
    }
    releases.addAll(examined);
    askedAmount = amount;
    answer = sum < amount ? OptionalLong.empty() : OptionalLong.of(later(at));
    return answer;
  }

  /** The gang does not fit although the sum suffices: something has to end first. */
  private long later(long atNanos) {
    if (atNanos > nowNanos) {
      return atNanos;
    }
    return earliest()
        .map(next -> Math.max(nowNanos + 1, next.atNanos()))
        .orElse(nowNanos + SOON_NANOS);
  }

  /**
   * Adds a gang to the queue of this site; it will hold its allocation for the given time once it
   * starts.
   */
  public void enqueue(Job gang, long lengthNanos) {
    long amount = ResourceClass.amount(gang);
    while (free < amount && earliest().isPresent()) {
      Release next = take();
      free += next.amount();
      clock = Math.max(clock, next.atNanos());
    }
    free -= amount;
    releases.add(new Release(clock + lengthNanos, amount));
    askedAmount = -1;
  }
}
