package org.arkwright.scheduler.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.energy.PowerBook;
import org.arkwright.scheduler.forecast.CapacityForecast;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.arkwright.scheduler.forecast.ResourceClass;
import org.arkwright.scheduler.placement.Candidates;
import org.arkwright.scheduler.placement.FreeTimeline;
import org.arkwright.scheduler.placement.PreemptionTrial;
import org.arkwright.scheduler.placement.Reservation;
import org.arkwright.scheduler.view.ClusterView;

/** One site during one cycle: what is free there now, soon and later, and who is in line for it. */
public final class SiteCycle {
  private final SiteStates.Part part;
  private final long nowNanos;
  private final FreeTimeline timeline;
  private final PowerBook power;
  private final Map<ResourceClass, CapacityForecast> lines = new LinkedHashMap<>();
  private final Map<Job, Long> started = new LinkedHashMap<>();
  private Resources begun = Resources.ZERO;

  public SiteCycle(SiteStates.Part part, long nowNanos) {
    this.part = part;
    this.nowNanos = nowNanos;
    timeline = new FreeTimeline(part.view(), part.memory().shortlists());
    power = new PowerBook(part.view(), part.memory().surroundings());
  }

  public Site site() {
    return part.site();
  }

  ClusterView view() {
    return part.view();
  }

  public PlanCache memory() {
    return part.memory();
  }

  public FreeTimeline timeline() {
    return timeline;
  }

  public PowerBook power() {
    return power;
  }

  /** Whether such a gang could run there if nothing else did. */
  public boolean couldEverHold(GangShape shape) {
    return power.couldEverAllow(shape)
        && shape.amount().fitsWithin(site().quota())
        && part.memory().fitsEmptySite(shape);
  }

  public boolean is(SiteCycle other) {
    return site().name().equals(other.site().name());
  }

  private boolean brief(Job gang) {
    return timeline.brief(ExpectedEnds.ifStartedNow(gang.spec(), nowNanos));
  }

  /** Whether there is room, power and site quota for the gang at once. */
  public boolean holdsNow(Job gang) {
    return power.allowsNow(gang) && quotaAllows(gang) && candidates(gang).fit();
  }

  private boolean quotaAllows(Job gang) {
    Resources limit = site().quota();
    return limit.equals(Resources.UNLIMITED)
        || view().siteUsage(site().name()).plus(begun).plus(gang.spec().amount()).fitsWithin(limit);
  }

  private Candidates candidates(Job gang) {
    return part.memory().shortlists().of(gang.spec().shape(), brief(gang));
  }

  /** Places a gang for which there is room. */
  public Allocation place(Job gang) {
    boolean brief = brief(gang);
    Allocation place =
        candidates(gang)
            .place(
                (node, rank) -> timeline.start(node, rank, gang.spec().gang().resources(), brief));
    power.start(gang, place);
    begun = begun.plus(gang.spec().amount());
    return place;
  }

  /** Tells the lines of a gang that starts here, in its place. */
  public void started(Job gang, long endNanos) {
    started.put(gang, endNanos);
    lines.values().forEach(line -> line.hold(gang, endNanos));
  }

  public PreemptionTrial trial(GangShape shape) {
    return timeline.trial(shape, memory().score());
  }

  /** The earliest place for a gang, once some of what holds room here has ended. */
  public Optional<Reservation> reservation(Job gang, List<Job> holding) {
    return Reservation.earliest(
        view(), nowNanos, timeline.soonCopy(), holding, gang, memory().score());
  }

  public void leave(Job job) {
    timeline.leave(job);
    power.leave(job);
  }

  /** The line for what the gang wishes. */
  public CapacityForecast line(Job gang) {
    return lines.computeIfAbsent(
        ResourceClass.of(gang),
        wish ->
            new CapacityForecast(
                view(), wish, memory().releases(wish, nowNanos), started, nowNanos));
  }
}
