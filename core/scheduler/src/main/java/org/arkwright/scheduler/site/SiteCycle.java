package org.arkwright.scheduler.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.energy.CyclePower;
import org.arkwright.scheduler.forecast.CapacityForecast;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.arkwright.scheduler.forecast.ExpectedRuns;
import org.arkwright.scheduler.forecast.ResourceClass;
import org.arkwright.scheduler.placement.Candidates;
import org.arkwright.scheduler.placement.FreeTimeline;
import org.arkwright.scheduler.placement.PreemptionTrial;
import org.arkwright.scheduler.placement.Reservation;
import org.arkwright.scheduler.view.ClusterView;

/**
 * The state of one site during one cycle: its free capacity now, soon and later, and its forecasts.
 */
public final class SiteCycle {
  private final SiteStates.SiteState state;
  private final long nowNanos;
  private final FreeTimeline timeline;
  private final CyclePower power;
  private final Map<ResourceClass, CapacityForecast> forecasts = new LinkedHashMap<>();
  private final Map<Job, Long> started = new LinkedHashMap<>();

  /** The gangs that the site has in its own queue; empty until somebody asks. */
  private Optional<SiteQueue> queue = Optional.empty();

  private Resources startedAmount = Resources.ZERO;

  /** Whether a gang could get no reservation, as only replicas could make room for it. */
  private boolean refused;

  public SiteCycle(SiteStates.SiteState state, long nowNanos) {
    this.state = state;
    this.nowNanos = nowNanos;
    timeline = new FreeTimeline(state.view(), state.cache().shortlists());
    power = new CyclePower(state.view(), state.cache().profile());
  }

  public Site site() {
    return state.site();
  }

  ClusterView view() {
    return state.view();
  }

  public PlanCache cache() {
    return state.cache();
  }

  public FreeTimeline timeline() {
    return timeline;
  }

  public CyclePower power() {
    return power;
  }

  /** Whether a gang of the shape could run there if nothing else did. */
  public boolean couldEverHold(GangShape shape) {
    return power.couldEverAllow(shape)
        && shape.amount().fitsWithin(site().quota())
        && state.cache().fitsEmptySite(shape);
  }

  public boolean is(SiteCycle other) {
    return site().name().equals(other.site().name());
  }

  private boolean brief(Job gang) {
    return timeline.brief(ExpectedEnds.ifStartedNow(gang.spec(), nowNanos));
  }

  /**
   * Whether there is capacity, power and site quota for the gang now. A site that places by itself
   * takes it into its queue, whatever its nodes hold, unless it declined it lately.
   */
  public boolean holdsNow(Job gang) {
    return power.allowsNow(gang)
        && quotaAllows(gang)
        && (placesItself()
            ? gang.declinedBy(site().name(), nowNanos).isEmpty()
            : candidates(gang).fit());
  }

  public boolean placesItself() {
    return site().placesItself();
  }

  /**
   * When the gang is expected to get its nodes here; empty when it never is.
   *
   * @param now whether the site {@linkplain #holdsNow takes} it now
   */
  OptionalLong availableNanos(Job gang, boolean now) {
    if (!placesItself()) {
      return now ? OptionalLong.of(nowNanos) : forecast(gang).availableNanos(gang);
    }
    long asked =
        gang.declinedBy(site().name(), nowNanos).map(SiteDecline::retryAtNanos).orElse(nowNanos);
    if (queue().isEmpty() && candidates(gang).fit()) {
      return OptionalLong.of(asked);
    }
    // What others hold there, only the site knows: what it told of gangs alike is a lower bound.
    long told = queue().toldStartNanos(gang).orElse(asked);
    long forecast = forecast(gang).availableNanos(gang).orElse(asked);
    return OptionalLong.of(Math.max(asked, Math.max(told, forecast)));
  }

  private SiteQueue queue() {
    if (queue.isEmpty()) {
      queue = Optional.of(SiteQueue.of(view(), site().name()));
    }
    return queue.get();
  }

  private boolean quotaAllows(Job gang) {
    Resources limit = site().quota();
    return limit.equals(Resources.UNLIMITED)
        || view()
            .siteUsage(site().name())
            .plus(startedAmount)
            .plus(gang.spec().amount())
            .fitsWithin(limit);
  }

  private Candidates candidates(Job gang) {
    return state.cache().shortlists().of(gang.spec().shape(), brief(gang));
  }

  /** Places a gang that the site {@linkplain #holdsNow takes} now. */
  public Placement place(Job gang) {
    startedAmount = startedAmount.plus(gang.spec().amount());
    return placesItself()
        ? new Placement.BySite(site().name())
        : new Placement.Exact(placeExactly(gang));
  }

  private Allocation placeExactly(Job gang) {
    boolean brief = brief(gang);
    Allocation place =
        candidates(gang)
            .place(
                (node, rank) -> timeline.start(node, rank, gang.spec().gang().resources(), brief));
    power.start(gang, place);
    return place;
  }

  /** Adds a gang that starts here, with its allocation, to the forecasts. */
  public void started(Job gang, long endNanos) {
    if (placesItself()) {
      queue().add(gang);
      forecasts.forEach((resourceClass, forecast) -> enqueue(forecast, resourceClass, gang));
      return;
    }
    started.put(gang, endNanos);
    forecasts.values().forEach(forecast -> forecast.hold(gang, endNanos));
  }

  /** Adds a gang that waits for this site to the forecasts, where we know what it waits for. */
  void waits(Job gang, long heldNanos) {
    if (!placesItself()) {
      forecast(gang).enqueue(gang, heldNanos);
    }
  }

  /** A trial of what a gang needs to be free; a site that places by itself needs none of it. */
  public PreemptionTrial trial(GangShape shape) {
    if (placesItself()) {
      return PreemptionTrial.placedElsewhere(view(), shape, cache().score());
    }
    return timeline.trial(shape, cache().score());
  }

  /**
   * The earliest reservation for a gang, once some of the jobs here have ended. Where one gang of
   * this cycle could get none, the next are looked at more cheaply first.
   *
   * @param holding the jobs that hold capacity here and are not being stopped
   */
  public Optional<Reservation> reservation(Job gang, Supplier<List<Job>> holding) {
    if (refused && !timeline.fitsBesideReplicas(gang.spec().shape(), holding, cache().score())) {
      return Optional.empty();
    }
    Optional<Reservation> earliest =
        Reservation.earliest(
            view(), nowNanos, timeline.soonCopy(), holding.get(), gang, cache().score());
    refused |= earliest.isEmpty();
    return earliest;
  }

  public void release(Job job) {
    timeline.release(job);
    power.release(job);
  }

  /** The forecast for the gang's resource class. */
  public CapacityForecast forecast(Job gang) {
    return forecasts.computeIfAbsent(
        ResourceClass.of(gang),
        resourceClass -> {
          CapacityForecast forecast =
              new CapacityForecast(
                  view(),
                  resourceClass,
                  cache().releases(resourceClass, nowNanos),
                  started,
                  nowNanos);
          if (placesItself()) {
            queue().gangs().forEach(waiting -> enqueue(forecast, resourceClass, waiting));
          }
          return forecast;
        });
  }

  private void enqueue(CapacityForecast forecast, ResourceClass resourceClass, Job waiting) {
    if (ResourceClass.of(waiting).equals(resourceClass)) {
      forecast.enqueue(waiting, site().startUpNanos() + ExpectedRuns.nanos(waiting));
    }
  }
}
