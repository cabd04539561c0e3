package org.arkwright.scheduler.quota;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;
import org.arkwright.scheduler.view.NodeView;

/**
 * Quota in one cycle: the view's usage, plus what the cycle starts, less what is being released,
 * plus what is claimed by waiting gangs.
 *
 * <p>A claim keeps later gangs of the same project from taking the quota that a gang waits for.
 * Towards the rest of the cohort it counts only up to the project's nominal quota: borrowers wait
 * for owners, never the reverse.
 */
public final class CycleQuota {
  private final ClusterView view;
  private final OwnersDemand demand;
  private final Resources capacity;
  private final Map<ProjectName, Resources> started = new TreeMap<>();
  private final Map<ProjectName, Resources> releasing = new TreeMap<>();
  private final Map<ProjectName, Resources> claimed = new TreeMap<>();
  private final Map<ProjectName, JobId> claimants = new TreeMap<>();

  /**
   * @param capacity total capacity of the view's nodes
   */
  public CycleQuota(ClusterView view, Resources capacity, OwnersDemand demand) {
    this.view = view;
    this.demand = demand;
    this.capacity = capacity;
  }

  /** Returns the total capacity of the view's nodes. */
  public static Resources capacity(ClusterView view) {
    Resources sum = Resources.ZERO;
    for (NodeView node : view.nodes()) {
      sum = sum.plus(node.spec().capacity());
    }
    return sum;
  }

  /**
   * Returns the share that orders the project in the queue under the given policy; the smallest
   * goes first.
   */
  public double share(ProjectName project, OrderingPolicy ordering, long nowNanos) {
    return share(view, project, usedNow(project), capacity, ordering, nowNanos);
  }

  /** Returns the share of a project with the given usage. */
  public static double share(
      ClusterView view,
      ProjectName project,
      Resources used,
      Resources capacity,
      OrderingPolicy ordering,
      long nowNanos) {
    int weight = view.quota(project).weight();
    return switch (ordering.fairness()) {
      case NONE -> 0;
      case PRESENT -> weightedShare(used, capacity, weight);
      case DECAYED ->
          weightedShare(used, capacity, weight)
              + weightedShare(view.pastUsage(project, nowNanos), capacity, weight);
    };
  }

  /**
   * The project's dominant share of the site divided by its weight (Ghodsi et al., Dominant
   * Resource Fairness, NSDI 2011).
   */
  private static double weightedShare(Resources used, Resources capacity, int weight) {
    double dominant = 0;
    for (Dimension dimension : Dimension.values()) {
      if (dimension.of(capacity) > 0) {
        dominant = Math.max(dominant, (double) dimension.of(used) / dimension.of(capacity));
      }
    }
    return dominant / weight;
  }

  /** Whether the gang may start now without taking what another gang has claimed. */
  public boolean allowsNow(Job gang) {
    return now(gang).allows(gang.spec().amount()) && allowsSoon(gang);
  }

  /** Whether the gang may start once everything being stopped has ended. */
  public boolean allowsSoon(Job gang) {
    return soon(gang, !staysNominal(gang)).allows(gang.spec().amount());
  }

  /** Whether only waiting owners keep the gang from borrowing. */
  public boolean yieldsToOwners(Job gang) {
    return !allowsSoon(gang) && soon(gang, false).allows(gang.spec().amount());
  }

  public boolean couldEverAllow(Job gang) {
    return now(gang).couldEverAllow(gang.spec().amount());
  }

  /**
   * Whether the project would stay within nominal quota with the gang, once everything being
   * stopped has ended.
   */
  public boolean staysNominal(Job gang) {
    ProjectName project = gang.spec().project();
    return usedSoon(project).plus(gang.spec().amount()).fitsWithin(view.quota(project).nominal());
  }

  /**
   * Whether the project will still use more than its nominal quota once everything being stopped
   * has ended.
   */
  public boolean borrows(ProjectName project) {
    return !usedSoon(project).fitsWithin(view.quota(project).nominal());
  }

  public void start(Job gang) {
    started.merge(gang.spec().project(), gang.spec().amount(), Resources::plus);
  }

  public void release(Job running) {
    releasing.merge(running.spec().project(), running.spec().amount(), Resources::plus);
  }

  public void retain(Job running) {
    releasing.merge(running.spec().project(), running.spec().amount(), Resources::minus);
  }

  public void claim(Job gang) {
    claimed.merge(gang.spec().project(), gang.spec().amount(), Resources::plus);
    claimants.putIfAbsent(gang.spec().project(), gang.id());
  }

  /** The first gang of the project that holds a claim to quota. */
  public Optional<JobId> claimant(ProjectName project) {
    return Optional.ofNullable(claimants.get(project));
  }

  /** The first claimant of each project. */
  public Collection<JobId> claimants() {
    return claimants.values();
  }

  private Headroom now(Job gang) {
    return Headroom.of(view, gang.spec().project(), this::usedNow);
  }

  private Headroom soon(Job gang, boolean afterOwners) {
    ProjectName own = gang.spec().project();
    return Headroom.of(
        view,
        own,
        project ->
            usedSoon(project)
                .plus(project.equals(own) ? claimed(own) : ahead(project, afterOwners)));
  }

  /** The amount that has precedence over a gang of another project in the cohort. */
  private Resources ahead(ProjectName project, boolean afterOwners) {
    Resources nominalRest = view.quota(project).nominal().minus(usedSoon(project));
    Resources first =
        afterOwners
            ? demand.of(project).minus(started.getOrDefault(project, Resources.ZERO))
            : claimed(project);
    return first.min(nominalRest);
  }

  private Resources claimed(ProjectName project) {
    return claimed.getOrDefault(project, Resources.ZERO);
  }

  private Resources usedNow(ProjectName project) {
    return view.usage(project).plus(started.getOrDefault(project, Resources.ZERO));
  }

  private Resources usedSoon(ProjectName project) {
    return usedNow(project).minus(releasing.getOrDefault(project, Resources.ZERO));
  }
}
