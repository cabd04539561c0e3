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
 * When a site is expected to have so much free of what gangs of one wish compete for: devices of a
 * kind, or cores. Who is ahead takes it first, in order, and gives it back after its length (list
 * scheduling: Graham, Bounds on Multiprocessing Timing Anomalies, 1969). Only sums are counted, so
 * it is a forecast that pieces and nodes may disappoint. It looks at what runs only as far ahead as
 * it is asked.
 */
public final class CapacityForecast {
  private static final long SOON_NANOS = 60_000_000_000L;

  private final ClusterView view;
  private final ResourceClass wish;

  /** What is given back by what ran before this cycle, without what was taken from it so far. */
  private final Iterator<Release> running;

  /** The soonest of that. */
  private Optional<Release> nextRunning;

  /** What is given back by the others, and what was looked at. */
  private final PriorityQueue<Release> releases =
      new PriorityQueue<>(Comparator.comparingLong(Release::atNanos));

  private final long nowNanos;
  private long clock;
  private long free;
  private long asked = -1;
  private OptionalLong answer = OptionalLong.empty();

  /**
   * The line of a site as it is.
   *
   * @param known what the view holds, not touched as long as this line is used
   * @param started what this cycle has started there, which the view does not know yet, with the
   *     expected ends
   */
  public CapacityForecast(
      ClusterView view, ResourceClass wish, Releases known, Map<Job, Long> started, long nowNanos) {
    this.view = view;
    this.wish = wish;
    this.nowNanos = nowNanos;
    clock = nowNanos;
    free = known.free();
    Collection<Job> stopping = view.stopping();
    Set<JobId> leaving = new TreeSet<>();
    for (Job job : stopping) {
      leaving.add(job.id());
      releases.add(new Release(ExpectedRuns.endNanos(job, nowNanos), wish.held(view, job)));
    }
    running = known.after(nowNanos, leaving);
    nextRunning = nextRunning();
    started.forEach(this::hold);
  }

  private Optional<Release> nextRunning() {
    return running.hasNext() ? Optional.of(running.next()) : Optional.empty();
  }

  private Optional<Release> soonest() {
    Optional<Release> other = Optional.ofNullable(releases.peek());
    return nextRunning.isPresent()
            && (other.isEmpty() || nextRunning.get().atNanos() <= other.get().atNanos())
        ? nextRunning
        : other;
  }

  /** Takes the soonest, where there is one. */
  private Release take() {
    Release taken = soonest().orElseThrow();
    if (nextRunning.filter(taken::equals).isPresent()) {
      nextRunning = nextRunning();
    } else {
      releases.remove();
    }
    return taken;
  }

  /** A gang of this cycle holds its place there until then. */
  public void hold(Job gang, long endNanos) {
    long amount = wish.held(view, gang);
    free -= amount;
    releases.add(new Release(endNanos, amount));
    asked = -1;
  }

  /**
   * When there will be room for a gang that has none now, behind all that were taken in; empty when
   * there never will.
   */
  public OptionalLong roomNanos(Job gang) {
    long amount = ResourceClass.amount(gang);
    if (asked == amount) {
      return answer;
    }
    List<Release> seen = new ArrayList<>();
    long sum = free;
    long at = clock;
    while (sum < amount && soonest().isPresent()) {
      Release next = take();
      seen.add(next);
      sum += next.amount();
      at = Math.max(at, next.atNanos());
    }
    releases.addAll(seen);
    asked = amount;
    answer = sum < amount ? OptionalLong.empty() : OptionalLong.of(later(at));
    return answer;
  }

  /** It does not fit though the sum would do: something has to end first. */
  private long later(long atNanos) {
    if (atNanos > nowNanos) {
      return atNanos;
    }
    return soonest()
        .map(next -> Math.max(nowNanos + 1, next.atNanos()))
        .orElse(nowNanos + SOON_NANOS);
  }

  /** The gang waits there, and holds its room for so long once it has it. */
  public void join(Job gang, long lengthNanos) {
    long amount = ResourceClass.amount(gang);
    while (free < amount && soonest().isPresent()) {
      Release next = take();
      free += next.amount();
      clock = Math.max(clock, next.atNanos());
    }
    free -= amount;
    releases.add(new Release(clock + lengthNanos, amount));
    asked = -1;
  }
}
