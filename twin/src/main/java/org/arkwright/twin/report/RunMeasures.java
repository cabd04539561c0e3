package org.arkwright.twin.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.Ledger;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.site.Site;
import org.arkwright.model.usage.Meter;
import org.arkwright.twin.replay.SiteReplay;
import org.arkwright.twin.replay.Spent;
import org.jspecify.annotations.Nullable;

/** Measures a run from its events, with the same ledger as the server. */
public final class RunMeasures implements EventListener {
  private static final int PARTS = 240;

  /** The number of ledger lines after which they are summed up and dropped. */
  private static final int LINES_MAX = 20_000;

  private final Ledger ledger = new Ledger();
  private final Map<JobId, Open> open = new HashMap<>();
  private final Map<Grouping, TreeMap<String, GroupTally>> groups = new EnumMap<>(Grouping.class);
  private final WaitingGangs waiting = new WaitingGangs();
  private final StepCurve allocatedCurve = new StepCurve();
  private final StepCurve queuedCurve = new StepCurve();
  private final long startNanos;
  private final SiteReplay replay;
  private final Capacity measured;
  private long[] waits = new long[1024];
  private long[] completions = new long[1024];
  private int succeeded;
  private long jobs;
  private long failed;
  private long preemptions;
  private long pauses;
  private long capacity;
  private long held;
  private long queued;
  private long lastNanos;
  private double heldNanos;
  private double workNanos;
  private double strandedNanos;
  private double lostNanos;
  private double restartNanos;
  private BigDecimal joules = BigDecimal.ZERO;
  private BigDecimal grams = BigDecimal.ZERO;
  private BigDecimal money = BigDecimal.ZERO;
  private final TreeMap<String, BigDecimal> moneyBySite = new TreeMap<>();

  /** A live job. */
  private static final class Open {
    final long submittedNanos;
    final long amount;
    final List<GroupTally> groups;
    Optional<WaitingGangs.Gang> waiting = Optional.empty();
    Optional<AttemptId> attempt = Optional.empty();
    long workNanos;
    long startedNanos;

    Open(long submittedNanos, long amount, List<GroupTally> groups) {
      this.submittedNanos = submittedNanos;
      this.amount = amount;
      this.groups = groups;
    }
  }

  /**
   * @param replay the run to measure, at its beginning: it alone knows what an attempt's time was
   *     spent on
   */
  public RunMeasures(SiteReplay replay, Capacity measured) {
    this.replay = replay;
    this.measured = measured;
    this.startNanos = replay.startNanos();
    this.lastNanos = startNanos;
    for (Grouping grouping : Grouping.values()) {
      groups.put(grouping, new TreeMap<>());
    }
  }

  @Override
  public void onEvents(List<NumberedEvent> events) {
    for (NumberedEvent numbered : events) {
      Event event = numbered.event();
      advance(event.atNanos());
      ledger.take(event);
      take(event);
    }
    allocatedCurve.set(lastNanos, held);
    queuedCurve.set(lastNanos, queued);
    if (ledger.lineCount() > LINES_MAX) {
      addUp();
    }
  }

  private void take(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> submit(submitted);
      case Event.AttemptStarted started -> {
        Open job = job(started.job());
        leaveQueue(job);
        hold(job, started);
      }
      case Event.JobRequeued requeued -> {
        Open job = job(requeued.job());
        release(job, requeued.atNanos());
        queue(requeued.job(), job, requeued.atNanos());
        if (requeued.cause() instanceof StopCause.Preempted) {
          preemptions++;
        } else if (requeued.cause() instanceof StopCause.Paused) {
          pauses++;
        }
      }
      case Event.JobSucceeded(JobId id, long at) -> succeed(id, at);
      case Event.JobFailed(JobId id, _, long at) -> fail(id, at);
      case Event.JobCancelled(JobId id, _, long at) -> fail(id, at);
      case Event.NodeJoined joined -> capacity += measured.thousandths(joined.node().capacity());
      case Event.OfJob _,
          Event.OfSite _,
          UsageEvent _,
          ArtifactEvent _,
          DeploymentEvent _,
          PipelineEvent _,
          KeyEvent _,
          Event.RequestKept _ -> {}
    }
  }

  private Open job(JobId id) {
    @Nullable Open job = open.get(id);
    if (job == null) {
      throw new IllegalStateException("job " + id + " was never submitted");
    }
    return job;
  }

  private void submit(Event.JobSubmitted submitted) {
    jobs++;
    List<GroupTally> members = new ArrayList<>();
    groups.forEach((grouping, tallies) ->
        members.add(
            tallies.computeIfAbsent(grouping.groupOf(submitted, measured), _ -> new GroupTally())));
    members.forEach(GroupTally::submitted);
    Open job =
        new Open(submitted.atNanos(), measured.thousandths(submitted.spec().amount()), members);
    open.put(submitted.job(), job);
    queue(submitted.job(), job, submitted.atNanos());
  }

  private void queue(JobId id, Open job, long atNanos) {
    queued++;
    WaitingGangs.Gang gang = new WaitingGangs.Gang(job.amount, at -> replay.heldUntil(id, at));
    job.waiting = Optional.of(gang);
    waiting.add(gang, atNanos);
  }

  private void leaveQueue(Open job) {
    queued--;
    job.waiting.ifPresent(waiting::remove);
    job.waiting = Optional.empty();
  }

  private void hold(Open job, Event.AttemptStarted started) {
    job.startedNanos = started.atNanos();
    job.attempt = Optional.of(started.attempt());
    held += job.amount;
  }

  /** Ends an attempt, and counts what its time was spent on. */
  private void release(Open job, long atNanos) {
    Spent spent = job.attempt.map(replay::spent).orElse(Spent.NOTHING);
    double amount = job.amount;
    job.workNanos += spent.workNanos();
    workNanos += spent.workNanos() * amount;
    lostNanos += spent.lostNanos() * amount;
    restartNanos += spent.restartNanos() * amount;
    double time = (atNanos - job.startedNanos) * amount;
    double wasted = (spent.lostNanos() + spent.restartNanos()) * amount;
    job.groups.forEach(group -> group.released(time, wasted));
    held -= job.amount;
    job.attempt = Optional.empty();
  }

  private void succeed(JobId id, long atNanos) {
    Open job = job(id);
    release(job, atNanos);
    open.remove(id);
    if (succeeded == waits.length) {
      waits = Arrays.copyOf(waits, 2 * succeeded);
      completions = Arrays.copyOf(completions, 2 * succeeded);
    }
    long completion = atNanos - job.submittedNanos;
    long waited = completion - job.workNanos;
    completions[succeeded] = completion;
    waits[succeeded++] = waited;
    job.groups.forEach(group -> group.succeeded(waited));
  }

  private void fail(JobId id, long atNanos) {
    Open job = job(id);
    if (job.attempt.isPresent()) {
      release(job, atNanos);
    } else {
      leaveQueue(job);
    }
    open.remove(id);
    failed++;
  }

  private void advance(long nowNanos) {
    // Whether a gang waits for energy can change between events.
    for (long until = waiting.nextNanos().orElse(Long.MAX_VALUE);
        until < nowNanos;
        until = waiting.nextNanos().orElse(Long.MAX_VALUE)) {
      pass(until);
      waiting.advance(until);
    }
    pass(nowNanos);
    waiting.advance(nowNanos);
  }

  private void pass(long nowNanos) {
    double passed = nowNanos - lastNanos;
    if (passed > 0) {
      heldNanos += passed * held;
      long idle = capacity - held;
      if (waiting.anyWithin(idle)) {
        strandedNanos += passed * idle;
      }
      lastNanos = nowNanos;
    }
  }

  private void addUp() {
    for (Map.Entry<LineKey, Tally> line : ledger.lines().entrySet()) {
      boolean offered = line.getKey().account() instanceof Account.Offered;
      if (line.getKey().meter() == Meter.JOULES && !offered) {
        joules = joules.add(line.getValue().quantity());
      }
      grams = grams.add(line.getValue().grams().amount());
      money = money.add(line.getValue().cost().amount());
      moneyBySite.merge(line.getKey().site(), line.getValue().cost().amount(), BigDecimal::add);
    }
    ledger.clear();
  }

  /** Returns the figures of the finished run. */
  public RunFigures figures(String name, long endNanos, long events, String digest) {
    advance(endNanos);
    ledger.settle(endNanos);
    addUp();
    double total = (double) capacity * (endNanos - startNanos);
    double[] allocated = allocatedCurve.means(startNanos, endNanos, PARTS);
    for (int i = 0; i < PARTS && capacity > 0; i++) {
      allocated[i] /= capacity;
    }
    return new RunFigures(
        name,
        new RunFigures.Jobs(jobs, succeeded, failed, open.size()),
        new RunFigures.Times(
            Quantiles.of(waits, succeeded),
            Quantiles.of(completions, succeeded),
            endNanos - startNanos),
        new RunFigures.Devices(
            part(workNanos, total),
            part(heldNanos, total),
            part(strandedNanos, total),
            lostNanos / GroupTally.THOUSANDTH_HOURS,
            restartNanos / GroupTally.THOUSANDTH_HOURS),
        new RunFigures.Stops(preemptions, pauses),
        new RunFigures.Cost(
            scaled(joules, 3_600_000),
            scaled(grams, 1000),
            money.setScale(2, RoundingMode.HALF_EVEN),
            bySite(),
            ledger.site().currency()),
        groupFigures(),
        new RunFigures.Curves(allocated, queuedCurve.means(startNanos, endNanos, PARTS)),
        events,
        digest);
  }

  private SortedMap<Grouping, List<GroupFigures>> groupFigures() {
    TreeMap<Grouping, List<GroupFigures>> figures = new TreeMap<>();
    groups.forEach((grouping, tallies) -> {
      List<GroupFigures> members = new ArrayList<>();
      tallies.forEach((name, tally) -> members.add(tally.figures(name)));
      members.sort(Comparator.comparingDouble(GroupFigures::hours).reversed());
      figures.put(grouping, List.copyOf(members));
    });
    return figures;
  }

  /** The money by site; empty where there is only one. */
  private SortedMap<String, BigDecimal> bySite() {
    TreeMap<String, BigDecimal> sites = new TreeMap<>();
    ledger
        .site()
        .sites()
        .ifPresent(known -> {
          sites.put(Site.HOME, BigDecimal.ZERO);
          known.others().forEach(site -> sites.put(site.name(), BigDecimal.ZERO));
          sites.replaceAll((site, zero) -> moneyBySite.getOrDefault(site, zero));
          sites.replaceAll((_, sum) -> sum.setScale(2, RoundingMode.HALF_EVEN));
        });
    return sites;
  }

  private static BigDecimal scaled(BigDecimal amount, long unit) {
    return amount.divide(BigDecimal.valueOf(unit), 3, RoundingMode.HALF_EVEN);
  }

  private static double part(double of, double total) {
    return Optional.of(total).filter(all -> all > 0).map(all -> of / all).orElse(0.0);
  }
}
