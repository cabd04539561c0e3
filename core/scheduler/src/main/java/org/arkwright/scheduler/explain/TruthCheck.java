package org.arkwright.scheduler.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Topology;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Placing;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteView;

/**
 * Checks by brute force that a pending reason is true of a view; for simulations and tests, where
 * cost does not matter. Shares no decision with the code that produced the reason.
 */
public final class TruthCheck {
  private final ClusterView whole;

  /** The part of the cluster at the site to which the reason applies. */
  private final ClusterView view;

  private final Job job;
  private final long nowNanos;

  private TruthCheck(ClusterView whole, String site, Job job, long nowNanos) {
    this.whole = whole;
    this.view = SiteView.of(whole, site);
    this.job = job;
    this.nowNanos = nowNanos;
  }

  /**
   * Returns what is false about the reason.
   *
   * @param whole the cluster, all its sites
   * @param site the site to which the reason applies
   * @param job a queued job of the cluster
   * @return empty when the reason is true
   */
  public static Optional<String> falsehood(
      ClusterView whole, String site, Job job, PendingReason reason, long nowNanos) {
    TruthCheck check = new TruthCheck(whole, site, job, nowNanos);
    for (var blocker : reason.blockers()) {
      if (whole.job(blocker).isEmpty() || blocker.equals(job.id())) {
        return Optional.of("%s is no live other job, but is said to block".formatted(blocker));
      }
    }
    return check.holds(reason)
        ? Optional.empty()
        : Optional.of("%s is said to be %s, which is not so".formatted(job.id(), reason));
  }

  private boolean holds(PendingReason reason) {
    return switch (reason.code()) {
      case PENDING_EVALUATION -> (placesItself() || fitsNow()) && quotaAllowsNow();
      case BACKING_OFF ->
          job.state() instanceof JobState.Queued queued && queued.notBeforeNanos() > nowNanos;
      case DEPENDENCY -> false; // A job exists only once the steps it needs have succeeded.
      case WAITING_AT_SITE ->
          job.state() instanceof JobState.Starting(Attempt attempt)
              && attempt.allocation().isEmpty()
              && reason.text().contains(attempt.site());
      case SITE_BUSY ->
          job.state() instanceof JobState.Queued
              && job.declines().stream()
                  .anyMatch(decline ->
                      decline.retryAtNanos() > nowNanos
                          && reason.text().contains(decline.site())
                          && reason.text().contains(decline.reason()));
      case NO_NODES -> view.nodes().isEmpty();
      case EXCEEDS_MAX_QUOTA ->
          !BruteForce.quotaAllows(view, project(), amount(), _ -> Resources.ZERO)
              || !amount().fitsWithin(siteQuota());
      case WAITING_FOR_QUOTA ->
          (!quotaAllowsNow() || siteIsFull())
              && BruteForce.quotaAllows(view, project(), amount(), _ -> Resources.ZERO);
      case NODES_CORDONED -> {
        List<NodeView> all = new ArrayList<>(view.nodes());
        all.addAll(view.cordoned());
        yield !fitsEmpty(shape()) && BruteForce.fits(BruteForce.emptied(all), shape());
      }
      case NO_MATCHING_NODE ->
          view.nodes().stream().noneMatch(node -> BruteForce.accepts(shape().needs(), node.spec()));
      case NO_MATCHING_DEVICE, LARGER_THAN_ANY_NODE ->
          !fitsEmpty(BruteForce.with(shape(), 1, Topology.ANY));
      case TOPOLOGY_UNAVAILABLE ->
          !fitsEmpty(shape()) && fitsEmpty(BruteForce.with(shape(), shape().ranks(), Topology.ANY));
      case WAITING_FOR_RESOURCES ->
          !fitsNow() && fitsEmpty(BruteForce.with(shape(), 1, Topology.ANY));
      case FRAGMENTED -> !fitsNow() && fitsEmpty(shape()) && enoughInSum();
      case PRIORITY -> (placesItself() || fitsNow()) && quotaAllowsNow() && queuedBlocker(reason);
      case POWER_CAP -> !BruteForce.powerAllows(whole, view, job);
      case WAITING_FOR_PRICE, WAITING_FOR_CARBON -> mayWait();
      case PREEMPTION_PENDING -> victimsStop() || !fitsNow() || !quotaAllowsNow();
    };
  }

  private boolean queuedBlocker(PendingReason reason) {
    return reason.blockers().stream()
        .flatMap(id -> view.job(id).stream())
        .anyMatch(blocker -> blocker.state() instanceof JobState.Queued);
  }

  /** Whether the job is deferrable, a series is known, and the deadline allows waiting. */
  private boolean mayWait() {
    long nanos = EnergyWait.lengthNanos(job).orElse(Long.MAX_VALUE);
    long left = Math.max(0, nanos - job.attainedNanos(nowNanos));
    return job.spec().scheduling().flexibility().filter(Flexibility::deferrable).isPresent()
        && List.of(EnergySeries.Kind.values()).stream()
            .anyMatch(kind -> view.energySeries(kind).filter(this::changes).isPresent())
        && job.spec()
            .scheduling()
            .deadline()
            .map(end -> nowNanos + left <= EnergyWait.nanos(end))
            .orElse(nowNanos <= job.submittedAtNanos() + Duration.ofDays(1).toNanos() + left);
  }

  /** Whether the series changes in the time to come. */
  private boolean changes(EnergySeries series) {
    int slot = series.slotAt(nowNanos).orElse(series.millionths().size());
    return series.millionths().stream().skip(slot).distinct().count() > 1;
  }

  private boolean victimsStop() {
    return view.running().stream()
        .anyMatch(victim ->
            victim.state() instanceof JobState.Stopping(_, StopCause.Preempted(var by), _)
                && by.equals(job.id()));
  }

  private boolean enoughInSum() {
    long cpus = 0;
    long memory = 0;
    long devices = 0;
    for (NodeView node : view.nodes()) {
      cpus += node.freeCpuMillis();
      memory += node.freeMemoryBytes();
      for (var device : node.spec().devices()) {
        if (shape().resources().devices().map(request -> request.accepts(device)).orElse(false)) {
          devices += node.freeThousandths(device.index());
        }
      }
    }
    return amount().fitsWithin(new Resources(cpus, memory, devices));
  }

  private boolean fitsNow() {
    return BruteForce.fits(view.nodes(), shape());
  }

  private boolean fitsEmpty(GangShape requested) {
    return BruteForce.fits(BruteForce.emptied(view.nodes()), requested);
  }

  /** Whether the site takes gangs whatever its nodes hold. */
  private boolean placesItself() {
    return !view.nodes().isEmpty()
        && view.site().terms(view.nodes().iterator().next().spec().site()).placing()
            == Placing.BY_SITE;
  }

  private Resources siteQuota() {
    return view.site().sites().isEmpty() || view.nodes().isEmpty()
        ? Resources.UNLIMITED
        : view.site().terms(view.nodes().iterator().next().spec().site()).quota();
  }

  /** Whether the site's quota is exhausted, counted from the jobs that hold allocations there. */
  private boolean siteIsFull() {
    Resources sum = amount();
    for (Job holder : view.running()) {
      sum = sum.plus(holder.spec().amount());
    }
    return !sum.fitsWithin(siteQuota());
  }

  private boolean quotaAllowsNow() {
    return BruteForce.quotaAllows(view, project(), amount(), view::usage);
  }

  private GangShape shape() {
    return job.spec().shape();
  }

  private Resources amount() {
    return job.spec().amount();
  }

  private ProjectName project() {
    return job.spec().project();
  }
}
