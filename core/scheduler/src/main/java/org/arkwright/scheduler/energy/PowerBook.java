package org.arkwright.scheduler.energy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.PowerView;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/**
 * What the site's power envelope leaves in one cycle: now, and soon, once all that is leaving has
 * left. The first gang that has to wait for power claims what it needs, so that none behind it
 * takes that away. Without an envelope everything is allowed.
 */
public final class PowerBook {
  private final Optional<? extends PowerView> power;
  private final SiteProfile surroundings;
  private long now;
  private long soon;
  private long claimed;

  public PowerBook(ClusterView view, SiteProfile surroundings) {
    this.surroundings = surroundings;
    power = view.power();
    power.ifPresent(site -> {
      now = site.drawn();
      soon = site.drawn();
    });
  }

  /** The book of a view of which nothing is remembered; only with an envelope nodes are counted. */
  public static PowerBook of(ClusterView view) {
    return new PowerBook(
        view,
        SiteProfile.of(WorkloadMix.NONE, view.power().isPresent() ? view.nodes() : List.of()));
  }

  /** What a gang would add at the most. */
  public long needs(Job gang) {
    return needs(gang.spec().shape());
  }

  private long needs(GangShape gang) {
    return power.map(site -> site.model().most(gang, surroundings)).orElse(0L);
  }

  public boolean allowsNow(Job gang) {
    return power.isEmpty() || Math.max(now, soon) + claimed + needs(gang) <= envelope();
  }

  /** Whether it may start once all that is leaving has left. */
  public boolean allowsSoon(Job gang) {
    return power.isEmpty() || soon + claimed + needs(gang) <= envelope();
  }

  /** Whether it may start when nothing else runs. */
  public boolean couldEverAllow(GangShape gang) {
    return power.isEmpty() || power.get().idle() + needs(gang) <= envelope();
  }

  public void start(Job gang, Allocation place) {
    power.ifPresent(site -> {
      long draw = site.draw(gang, place);
      now += draw;
      soon += draw;
    });
  }

  /** The gang will start as soon as there is power; nothing behind it may take it. */
  public void claim(Job gang) {
    if (power.isPresent()) {
      claimed += needs(gang);
    }
  }

  /** The job is leaving. */
  public void leave(Job job) {
    power.ifPresent(site -> soon -= site.drawn(job));
  }

  /** Undoes {@link #leave}. */
  public void stay(Job job) {
    power.ifPresent(site -> soon += site.drawn(job));
  }

  /** What may be drawn, in milliwatts; only with an envelope. */
  public long envelope() {
    return power.orElseThrow().envelope();
  }

  /** What is drawn now. */
  public long drawn() {
    return now;
  }

  /**
   * The least important of the jobs that may be stopped, until what will be drawn soon is within
   * the envelope: lowest priority first, then what has run for the shortest time.
   */
  public List<Job> excess(Collection<Job> preemptible) {
    List<Job> stopped = new ArrayList<>();
    if (power.isEmpty() || soon <= envelope()) {
      return stopped;
    }
    long left = soon;
    List<Job> candidates = new ArrayList<>(preemptible);
    candidates.sort(
        Comparator.comparingInt((Job job) -> job.spec().scheduling().priority())
            .thenComparing(Comparator.comparingLong(ExpectedEnds::startedAtNanos).reversed())
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
