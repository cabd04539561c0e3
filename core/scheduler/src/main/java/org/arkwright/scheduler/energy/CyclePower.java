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
 * The power available within the site's envelope in one cycle: now, and soon, once everything being
 * stopped has ended. The first gang that has to wait for power claims what it needs, so that no
 * later gang takes it. Without an envelope everything is allowed.
 */
public final class CyclePower {
  private final Optional<? extends PowerView> power;
  private final SiteProfile profile;
  private long now;
  private long soon;
  private long claimed;

  public CyclePower(ClusterView view, SiteProfile profile) {
    this.profile = profile;
    power = view.power();
    power.ifPresent(site -> {
      now = site.drawn();
      soon = site.drawn();
    });
  }

  /**
   * Creates the power of a view without a cache; nodes are counted only if there is an envelope.
   */
  public static CyclePower of(ClusterView view) {
    return new CyclePower(
        view,
        SiteProfile.of(WorkloadMix.NONE, view.power().isPresent() ? view.nodes() : List.of()));
  }

  /** The most power a gang would add. */
  public long needs(Job gang) {
    return needs(gang.spec().shape());
  }

  private long needs(GangShape gang) {
    return power.map(site -> site.model().peak(gang, profile)).orElse(0L);
  }

  public boolean allowsNow(Job gang) {
    return power.isEmpty() || Math.max(now, soon) + claimed + needs(gang) <= envelope();
  }

  /** Whether the gang may start once everything being stopped has ended. */
  public boolean allowsSoon(Job gang) {
    return power.isEmpty() || soon + claimed + needs(gang) <= envelope();
  }

  /** Whether the gang may start when nothing else runs. */
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

  /**
   * Claims power for a gang that will start as soon as there is enough; no later gang may take it.
   */
  public void claim(Job gang) {
    if (power.isPresent()) {
      claimed += needs(gang);
    }
  }

  /** Counts the power of a job that is being stopped as available soon. */
  public void release(Job job) {
    power.ifPresent(site -> soon -= site.drawn(job));
  }

  /** Undoes {@link #release}. */
  public void retain(Job job) {
    power.ifPresent(site -> soon += site.drawn(job));
  }

  /** The power limit in milliwatts; requires an envelope. */
  public long envelope() {
    return power.orElseThrow().envelope();
  }

  /** The power drawn now, in milliwatts. */
  public long drawn() {
    return now;
  }

  /**
   * Returns the least important preemptible jobs whose end brings the power within the envelope:
   * lowest priority first, then shortest run time.
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
