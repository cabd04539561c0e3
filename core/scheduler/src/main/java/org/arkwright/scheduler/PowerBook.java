package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Allocation;
import org.arkwright.model.GangShape;
import org.arkwright.model.Job;

/**
 * What the site's power envelope leaves in one cycle: now, and soon, once all that is leaving has
 * left. The first gang that has to wait for power claims what it needs, so that none behind it
 * takes that away. Without an envelope everything is allowed.
 */
final class PowerBook {
  private final Optional<? extends PowerView> power;
  private final Surroundings surroundings;
  private long now;
  private long soon;
  private long claimed;

  PowerBook(ClusterView view, Surroundings surroundings) {
    this.surroundings = surroundings;
    power = view.power();
    power.ifPresent(site -> {
      now = site.drawn();
      soon = site.drawn();
    });
  }

  /** The book of a view of which nothing is remembered; only with an envelope nodes are counted. */
  static PowerBook of(ClusterView view) {
    return new PowerBook(
        view,
        Surroundings.of(WorkloadMix.NONE, view.power().isPresent() ? view.nodes() : List.of()));
  }

  /** What a gang would add at the most. */
  long needs(Job gang) {
    return needs(gang.spec().shape());
  }

  private long needs(GangShape gang) {
    return power.map(site -> site.model().most(gang, surroundings)).orElse(0L);
  }

  boolean allowsNow(Job gang) {
    return power.isEmpty() || Math.max(now, soon) + claimed + needs(gang) <= envelope();
  }

  /** Whether it may start once all that is leaving has left. */
  boolean allowsSoon(Job gang) {
    return power.isEmpty() || soon + claimed + needs(gang) <= envelope();
  }

  /** Whether it may start when nothing else runs. */
  boolean couldEverAllow(GangShape gang) {
    return power.isEmpty() || power.get().idle() + needs(gang) <= envelope();
  }

  void start(Job gang, Allocation place) {
    power.ifPresent(site -> {
      long draw = site.draw(gang, place);
      now += draw;
      soon += draw;
    });
  }

  /** The gang will start as soon as there is power; nothing behind it may take it. */
  void claim(Job gang) {
    if (power.isPresent()) {
      claimed += needs(gang);
    }
  }

  /** The job is leaving. */
  void leave(Job job) {
    power.ifPresent(site -> soon -= site.drawn(job));
  }

  /** Undoes {@link #leave}. */
  void stay(Job job) {
    power.ifPresent(site -> soon += site.drawn(job));
  }

  /** What may be drawn, in milliwatts; only with an envelope. */
  long envelope() {
    return power.orElseThrow().envelope();
  }

  /** What is drawn now. */
  long drawn() {
    return now;
  }

  /**
   * The least important of the jobs that may be stopped, until what will be drawn soon is within
   * the envelope: lowest priority first, then what has run for the shortest time.
   */
  List<Job> excess(Collection<Job> preemptible) {
    List<Job> stopped = new ArrayList<>();
    if (power.isEmpty() || soon <= envelope()) {
      return stopped;
    }
    long left = soon;
    List<Job> candidates = new ArrayList<>(preemptible);
    candidates.sort(
        Comparator.comparingInt((Job job) -> job.spec().priority())
            .thenComparing(Comparator.comparingLong(Ends::startedAtNanos).reversed())
            .thenComparing(Comparator.comparing(Job::id).reversed()));
    for (Job job : candidates) {
      if (left <= envelope()) {
        break;
      }
      long part = power.get().drawn(job);
      if (part > 0) {
        left -= part;
        stopped.add(job);
      }
    }
    return stopped;
  }
}
