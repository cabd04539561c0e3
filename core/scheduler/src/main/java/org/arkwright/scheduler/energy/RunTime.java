package org.arkwright.scheduler.energy;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.scheduler.energy.PausedRun.Standing;

/**
 * When work that may wait should run, by a curve of costs. Work in one piece starts where its whole
 * run is cheapest but for a hundredth, the earliest of such times, at any moment and not at steps
 * only; work that may be paused runs in the steps that {@link PausedRun} chooses. A time once
 * chosen stays chosen until the series changes. Remembers choices that jobs have in common; one
 * thread.
 */
public final class RunTime {
  /** How many steps a choice of pauses looks ahead: a week of half-hours. */
  static final int STEPS_MAX = 336;

  private static final double WORTHWHILE = 0.01;
  private static final int REMEMBERED_MAX = 10_000;

  private final CostCurve curve;
  private final Map<Pauses, Optional<Pause>> remembered = new LinkedHashMap<>();

  public RunTime(CostCurve curve) {
    this.curve = curve;
  }

  /**
   * Work that is better done later.
   *
   * @param untilNanos when to look again: then it runs, unless a better time turned up
   * @param why what the saving is mostly of
   * @param saved part of what running now would cost, in thousandths
   */
  public record Pause(long untilNanos, EnergySeries.Kind why, int saved) {}

  private record Pauses(int from, int to, int work, int restart, Standing standing) {}

  public CostCurve curve() {
    return curve;
  }

  /**
   * Whether to start work in one piece later.
   *
   * @param length how long it is expected to run
   * @param latestNanos when it must start at the latest
   * @return empty when it is to start now
   */
  public Optional<Pause> inOnePiece(long nowNanos, long length, long latestNanos) {
    long latest = Math.min(latestNanos, curve.endsNanos() - length);
    if (length < 1 || latest <= nowNanos || nowNanos < curve.beginsNanos()) {
      return Optional.empty();
    }
    double atOnce = curve.cost(nowNanos, nowNanos + length);
    double least = atOnce;
    for (long at = nextTurn(nowNanos, length, latest); ; at = nextTurn(at, length, latest)) {
      least = Math.min(least, curve.cost(at, at + length));
      if (at == latest) {
        break;
      }
    }
    double enough = least + WORTHWHILE * Math.abs(least);
    long turn = lastTurn(nowNanos, length);
    if (atOnce <= least || (atOnce <= enough && curve.cost(turn, turn + length) <= enough)) {
      return Optional.empty();
    }
    long begin = nextTurn(nowNanos, length, latest);
    while (curve.cost(begin, begin + length) > enough) {
      begin = nextTurn(begin, length, latest);
    }
    double saved = atOnce - curve.cost(begin, begin + length);
    double money = curve.tariff(nowNanos, nowNanos + length) - curve.tariff(begin, begin + length);
    return Optional.of(pause(begin, saved, money, atOnce));
  }

  /**
   * The next start after that one at which the cost of a run changes its slope: where either end of
   * it passes into another step.
   */
  private long nextTurn(long nanos, long length, long latest) {
    long begin = curve.at(curve.stepAt(nanos) + 1);
    long end =
        nanos + length >= curve.endsNanos()
            ? latest + length
            : curve.at(curve.stepAt(nanos + length) + 1);
    return Math.min(latest, Math.min(begin, end - length));
  }

  private long lastTurn(long nanos, long length) {
    long end = curve.at(curve.stepAt(nanos + length)) - length;
    return Math.max(curve.at(curve.stepAt(nanos)), Math.min(end, nanos));
  }

  private Pause pause(long until, double saved, double money, double atOnce) {
    boolean price = curve.isPriced() && money * 2 >= saved;
    int permille = atOnce == 0 ? 0 : (int) Math.min(9999, 1000 * saved / Math.abs(atOnce));
    return new Pause(until, price ? EnergySeries.Kind.TARIFF : EnergySeries.Kind.CARBON, permille);
  }

  /**
   * Whether work that may be paused should not run now.
   *
   * @param work how long it still has to run, without further restarts
   * @param restart what each resumption adds
   * @param endNanos when it must be done
   * @return empty when it is to run now
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
    // Of the step that has begun, only a part is left: it counts as work that is still to be done.
    long lost = nowNanos - curve.at(from);
    Pauses wanted = new Pauses(from, to, steps(work + lost), steps(restart), standing);
    if (wanted.work + wanted.restart > to - from) {
      return Optional.empty();
    }
    if (remembered.size() >= REMEMBERED_MAX) {
      remembered.clear();
    }
    return remembered.computeIfAbsent(wanted, this::choose);
  }

  private int steps(long nanos) {
    return Math.clamp(Math.ceilDiv(Math.max(1, nanos), curve.stepNanos()), 1, 1 << 20);
  }

  private Optional<Pause> choose(Pauses wanted) {
    double[] costs = curve.costs(wanted.from, wanted.to);
    Optional<BitSet> run = PausedRun.cheapest(costs, wanted.work, wanted.restart, wanted.standing);
    if (run.isEmpty() || run.get().get(0)) {
      return Optional.empty();
    }
    int atOnce = wanted.work + (wanted.standing == Standing.PAUSED ? wanted.restart : 0);
    long begins = curve.at(wanted.from);
    double now = curve.cost(begins, curve.at(wanted.from + atOnce));
    double money = curve.tariff(begins, curve.at(wanted.from + atOnce));
    double then = 0;
    for (int index : run.get().stream().toArray()) {
      long at = curve.at(wanted.from + index);
      then += curve.cost(at, at + curve.stepNanos());
      money -= curve.tariff(at, at + curve.stepNanos());
    }
    if (wanted.standing == Standing.RUNNING && now - then < WORTHWHILE * Math.abs(now)) {
      return Optional.empty();
    }
    return Optional.of(
        pause(curve.at(wanted.from + run.get().nextSetBit(0)), now - then, money, now));
  }
}
