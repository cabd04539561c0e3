package org.arkwright.scheduler.energy;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.scheduler.energy.PausedRun.Standing;

/**
 * Chooses when deferrable work runs, given a cost curve. Work in one piece starts at the earliest
 * time at which its whole run costs at most one percent more than the cheapest, at any time and not
 * only at steps; work that may be paused runs in the steps that {@link PausedRun} chooses. A chosen
 * time stays chosen until the series change. Caches choices that jobs have in common. Belongs to
 * one thread.
 */
public final class RunTime {
  /** The horizon for choosing pauses, in steps: a week of half-hours. */
  static final int STEPS_MAX = 336;

  private static final double WORTHWHILE = 0.01;
  private static final int CACHED_MAX = 10_000;

  private final CostCurve curve;
  private final Map<Pauses, Optional<Pause>> cache = new LinkedHashMap<>();

  public RunTime(CostCurve curve) {
    this.curve = curve;
  }

  /**
   * A recommendation to run work later.
   *
   * @param untilNanos when to reconsider: the work costThen runs, unless a better time has turned
   *     up
   * @param why the main source of the saving
   * @param saved saving relative to the cost of running now, in thousandths
   */
  public record Pause(long untilNanos, EnergySeries.Kind why, int saved) {}

  private record Pauses(int from, int to, int work, int restart, Standing standing) {}

  public CostCurve curve() {
    return curve;
  }

  /**
   * Decides whether work in one piece should start later.
   *
   * @param length expected run time in nanoseconds
   * @param latestNanos latest permitted start
   * @return empty when it should start now
   */
  public Optional<Pause> inOnePiece(long nowNanos, long length, long latestNanos) {
    long latest = Math.min(latestNanos, curve.endsNanos() - length);
    if (length < 1 || latest <= nowNanos || nowNanos < curve.beginsNanos()) {
      return Optional.empty();
    }
    double costNow = curve.cost(nowNanos, nowNanos + length);
    double least = costNow;
    for (long at = nextBreakpoint(nowNanos, length, latest);
        ;
        at = nextBreakpoint(at, length, latest)) {
      least = Math.min(least, curve.cost(at, at + length));
      if (at == latest) {
        break;
      }
    }
    double enough = least + WORTHWHILE * Math.abs(least);
    long breakpoint = lastBreakpoint(nowNanos, length);
    if (costNow <= least
        || (costNow <= enough && curve.cost(breakpoint, breakpoint + length) <= enough)) {
      return Optional.empty();
    }
    long begin = nextBreakpoint(nowNanos, length, latest);
    while (curve.cost(begin, begin + length) > enough) {
      begin = nextBreakpoint(begin, length, latest);
    }
    double saved = costNow - curve.cost(begin, begin + length);
    double money = curve.tariff(nowNanos, nowNanos + length) - curve.tariff(begin, begin + length);
    return Optional.of(pause(begin, saved, money, costNow));
  }

  /**
   * Returns the next start at which the cost of a run changes its slope, which is where either end
   * of it enters another step.
   */
  private long nextBreakpoint(long nanos, long length, long latest) {
    long begin = curve.at(curve.stepAt(nanos) + 1);
    long end =
        nanos + length >= curve.endsNanos()
            ? latest + length
            : curve.at(curve.stepAt(nanos + length) + 1);
    return Math.min(latest, Math.min(begin, end - length));
  }

  private long lastBreakpoint(long nanos, long length) {
    long end = curve.at(curve.stepAt(nanos + length)) - length;
    return Math.max(curve.at(curve.stepAt(nanos)), Math.min(end, nanos));
  }

  private Pause pause(long until, double saved, double money, double costNow) {
    boolean price = curve.isPriced() && money * 2 >= saved;
    int permille = costNow == 0 ? 0 : (int) Math.min(9999, 1000 * saved / Math.abs(costNow));
    return new Pause(until, price ? EnergySeries.Kind.TARIFF : EnergySeries.Kind.CARBON, permille);
  }

  /**
   * Decides whether work that may be paused should not run now.
   *
   * @param work remaining run time in nanoseconds, without further restarts
   * @param restart cost of each resumption in nanoseconds
   * @param endNanos latest permitted end
   * @return empty when it should run now
   */
  public Optional<Pause> inPieces(
      long nowNanos, long work, long restart, long endNanos, Standing standing) {
    if (nowNanos < curve.beginsNanos() || nowNanos >= curve.endsNanos()) {
      return Optional.empty();
    }
    int from = curve.stepAt(nowNanos);
    long end = Math.min(endNanos, curve.endsNanos());
    int to =
        Math.min(
            from + STEPS_MAX,
            (int) Math.max(from, (end - curve.beginsNanos()) / curve.stepNanos()));
    // Only a part of the current step is left: the lost part counts as work to be done.
    long lost = nowNanos - curve.at(from);
    Pauses request = new Pauses(from, to, steps(work + lost), steps(restart), standing);
    if (request.work + request.restart > to - from) {
      return Optional.empty();
    }
    if (cache.size() >= CACHED_MAX) {
      cache.clear();
    }
    return cache.computeIfAbsent(request, this::choose);
  }

  private int steps(long nanos) {
    return Math.clamp(Math.ceilDiv(Math.max(1, nanos), curve.stepNanos()), 1, 1 << 20);
  }

  private Optional<Pause> choose(Pauses request) {
    double[] costs = curve.costs(request.from, request.to);
    Optional<BitSet> run =
        PausedRun.cheapest(costs, request.work, request.restart, request.standing);
    if (run.isEmpty() || run.get().get(0)) {
      return Optional.empty();
    }
    int stepsNow = request.work + (request.standing == Standing.PAUSED ? request.restart : 0);
    long begins = curve.at(request.from);
    double costNow = curve.cost(begins, curve.at(request.from + stepsNow));
    double money = curve.tariff(begins, curve.at(request.from + stepsNow));
    double costThen = 0;
    for (int index : run.get().stream().toArray()) {
      long at = curve.at(request.from + index);
      costThen += curve.cost(at, at + curve.stepNanos());
      money -= curve.tariff(at, at + curve.stepNanos());
    }
    if (request.standing == Standing.RUNNING
        && costNow - costThen < WORTHWHILE * Math.abs(costNow)) {
      return Optional.empty();
    }
    return Optional.of(
        pause(
            curve.at(request.from + run.get().nextSetBit(0)), costNow - costThen, money, costNow));
  }
}
