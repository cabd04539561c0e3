package org.arkwright.scheduler.energy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings.Energy;
import org.arkwright.model.site.SiteSettings.Series;

/**
 * The cost of running over the time covered by every series: money for energy plus emissions at the
 * site's carbon price, or emissions alone where there is no tariff. In steps of the shortest slot,
 * estimated from forecasts by {@link BestEstimate}. Only comparisons are meaningful.
 */
public final class CostCurve {
  private final long begins;
  private final long step;

  /** The costs of steps, and their prefix sums. */
  private final double[] costs;

  private final double[] sums;
  private final double[] tariffSums;
  private final boolean priced;

  private CostCurve(long begins, long step, double[] tariff, double[] carbon, boolean priced) {
    this.begins = begins;
    this.step = step;
    this.priced = priced;
    costs = new double[tariff.length];
    Arrays.setAll(costs, i -> tariff[i] + carbon[i]);
    sums = sums(costs);
    tariffSums = sums(tariff);
  }

  /**
   * Creates the curve of the given series under a site's weights; empty when they do not overlap.
   */
  public static Optional<CostCurve> of(Collection<EnergySeries> series, Energy energy) {
    long begins = Long.MIN_VALUE;
    long ends = Long.MAX_VALUE;
    long step = Long.MAX_VALUE;
    boolean priced = false;
    for (EnergySeries one : series) {
      begins = Math.max(begins, one.beginsNanos());
      ends = Math.min(ends, one.endsNanos());
      step = Math.min(step, one.slotNanos());
      priced |= one.kind() == EnergySeries.Kind.TARIFF;
    }
    if (series.isEmpty() || ends - begins < step) {
      return Optional.empty();
    }
    int steps = (int) ((ends - begins) / step);
    double[] tariff = new double[steps];
    double[] carbon = new double[steps];
    for (EnergySeries one : series) {
      // The price of a kilowatt-hour's emissions: grams, at the price of a million grams.
      double weight =
          one.kind() == EnergySeries.Kind.CARBON && priced
              ? energy.carbonPricePerTonne().amount().doubleValue() / 1e6
              : 1;
      double error =
          energy.series(one.kind()).map(Series::errorPercent).map(Number::doubleValue).orElse(0.0)
              / 100;
      double[] into = one.kind() == EnergySeries.Kind.TARIFF ? tariff : carbon;
      resample(one, error, weight, begins, step, into);
    }
    return Optional.of(new CostCurve(begins, step, tariff, carbon, priced));
  }

  private static void resample(
      EnergySeries one, double error, double weight, long begins, long step, double[] into) {
    double[] slots = one.millionths().stream().mapToDouble(value -> value / 1e6).toArray();
    double mean = Math.abs(Arrays.stream(slots).sum() / slots.length);
    slots = BestEstimate.of(slots, error * mean);
    for (int i = 0; i < into.length; i++) {
      long at = begins + i * step;
      long end = at + step;
      double sum = 0;
      while (at < end) {
        int slot = one.slotAt(at).orElseThrow();
        long until = Math.min(end, one.beginsNanos(slot + 1));
        sum += slots[slot] * (until - at);
        at = until;
      }
      into[i] = weight * sum / step;
    }
  }

  private static double[] sums(double[] values) {
    double[] sums = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      sums[i + 1] = sums[i] + values[i];
    }
    return sums;
  }

  /** The beginning of the curve. */
  public long beginsNanos() {
    return begins;
  }

  /** The end of the curve. */
  public long endsNanos() {
    return begins + step * costs.length;
  }

  /** The length of a step. */
  public long stepNanos() {
    return step;
  }

  /** The step that contains a time within the curve. */
  public int stepAt(long nanos) {
    return (int) Math.min(costs.length - 1L, (nanos - begins) / step);
  }

  /** The beginning of a step. */
  public long at(int index) {
    return begins + step * index;
  }

  /** The costs of steps, shifted so that none is negative even where prices are. */
  double[] costs(int from, int to) {
    double[] window = Arrays.copyOfRange(costs, from, to);
    double least = Math.min(0, Arrays.stream(window).min().orElse(0));
    Arrays.setAll(window, i -> window[i] - least);
    return window;
  }

  /** The cost of running between two times within the curve, in units of a step's cost. */
  public double cost(long fromNanos, long toNanos) {
    return upTo(sums, toNanos) - upTo(sums, fromNanos);
  }

  /** The part of {@link #cost} that is money for energy. */
  double tariff(long fromNanos, long toNanos) {
    return upTo(tariffSums, toNanos) - upTo(tariffSums, fromNanos);
  }

  /** Whether there is a tariff. */
  boolean isPriced() {
    return priced;
  }

  private double upTo(double[] prefixSums, long nanos) {
    int index = stepAt(nanos);
    double part = (double) (nanos - at(index)) / step;
    return prefixSums[index] + part * (prefixSums[index + 1] - prefixSums[index]);
  }
}
