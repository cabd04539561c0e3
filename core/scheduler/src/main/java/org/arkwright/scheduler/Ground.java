package org.arkwright.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.Allocation;
import org.arkwright.model.GangShape;
import org.arkwright.model.Job;
import org.arkwright.model.Resources;
import org.arkwright.model.Site;

/** One site during one cycle: what is free there now, soon and later, and who is in line for it. */
final class Ground {
  private final Grounds.Part part;
  private final long nowNanos;
  private final Timeline timeline;
  private final PowerBook power;
  private final Map<Wish, SiteLine> lines = new LinkedHashMap<>();
  private final Map<Job, Long> started = new LinkedHashMap<>();
  private Resources begun = Resources.ZERO;

  Ground(Grounds.Part part, long nowNanos) {
    this.part = part;
    this.nowNanos = nowNanos;
    timeline = new Timeline(part.view(), part.memory().shortlists());
    power = new PowerBook(part.view(), part.memory().surroundings());
  }

  Site site() {
    return part.site();
  }

  ClusterView view() {
    return part.view();
  }

  Memory memory() {
    return part.memory();
  }

  Timeline timeline() {
    return timeline;
  }

  PowerBook power() {
    return power;
  }

  /** Whether such a gang could run there if nothing else did. */
  boolean couldEverHold(GangShape shape) {
    return power.couldEverAllow(shape)
        && shape.amount().fitsWithin(site().quota())
        && part.memory().fitsEmptySite(shape);
  }

  boolean is(Ground other) {
    return site().name().equals(other.site().name());
  }

  private boolean brief(Job gang) {
    return timeline.brief(Ends.ifStartedNow(gang.spec(), nowNanos));
  }

  /** Whether there is room, power and site quota for the gang at once. */
  boolean holdsNow(Job gang) {
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
  Allocation place(Job gang) {
    boolean brief = brief(gang);
    Allocation place =
        candidates(gang)
            .place((node, rank) -> timeline.start(node, rank, gang.spec().resources(), brief));
    power.start(gang, place);
    begun = begun.plus(gang.spec().amount());
    return place;
  }

  /** Tells the lines of a gang that starts here, in its place. */
  void started(Job gang, long endNanos) {
    started.put(gang, endNanos);
    lines.values().forEach(line -> line.hold(gang, endNanos));
  }

  Trial trial(GangShape shape) {
    return timeline.trial(shape, memory().score());
  }

  /** The earliest place for a gang, once some of what holds room here has ended. */
  Optional<Reservation> reservation(Job gang, List<Job> holding) {
    return Reservation.earliest(
        view(), nowNanos, timeline.soonCopy(), holding, gang, memory().score());
  }

  void leave(Job job) {
    timeline.leave(job);
    power.leave(job);
  }

  /** The line for what the gang wishes. */
  SiteLine line(Job gang) {
    return lines.computeIfAbsent(
        Wish.of(gang),
        wish -> new SiteLine(view(), wish, memory().releases(wish, nowNanos), started, nowNanos));
  }
}
