package org.arkwright.scheduler;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Signal;
import org.arkwright.model.SiteSettings;
import org.arkwright.scheduler.waiting.BestEstimate;

/**
 * What running costs over a window of time, in equal steps from its beginning on: money for energy,
 * plus emissions at the site's price of carbon; emissions alone where there is no tariff. Only
 * comparisons between steps mean something.
 */
final class CostCurve {
  /** Steps of a window; more would cost time and gain little. */
  private static final int STEPS_MAX = 480;

  private final long beginsNanos;
  private final long stepNanos;
  private final double[] costs;
  private final double[] byTariff;

  private CostCurve(long beginsNanos, long stepNanos, double[] costs, double[] byTariff) {
    this.beginsNanos = beginsNanos;
    this.stepNanos = stepNanos;
    this.costs = costs;
    this.byTariff = byTariff;
  }

  /**
   * The curve over a window, shortened to what every signal covers.
   *
   * @return empty when there is no signal, or it covers no step
   */
  static Optional<CostCurve> of(EnergyView energy, long fromNanos, long toNanos) {
    List<Signal> signals = energy.signals();
    long end = toNanos;
    long slot = Long.MAX_VALUE;
    for (Signal signal : signals) {
      if (signal.slotAt(fromNanos).isEmpty()) {
        return Optional.empty();
      }
      end = Math.min(end, signal.endsNanos());
      slot = Math.min(slot, signal.slotNanos());
    }
    if (signals.isEmpty() || end <= fromNanos) {
      return Optional.empty();
    }
    long step = Math.max(slot / 4, (end - fromNanos) / STEPS_MAX + 1);
    int steps = (int) ((end - fromNanos) / step);
    if (steps == 0) {
      return Optional.empty();
    }
    SiteSettings.Energy settings = energy.settings().energy().orElse(SiteSettings.Energy.DEFAULT);
    double[] tariff = new double[steps];
    double[] carbon = new double[steps];
    for (Signal signal : signals) {
      double[] into = signal.kind() == Signal.Kind.TARIFF ? tariff : carbon;
      resample(signal, settings.forecastErrorPercent().doubleValue() / 100, fromNanos, step, into);
    }
    boolean priced = energy.signal(Signal.Kind.TARIFF).isPresent();
    double carbonWeight = priced ? settings.carbonPricePerTonne().amount().doubleValue() / 1e6 : 1;
    double[] costs = new double[steps];
    for (int i = 0; i < steps; i++) {
      costs[i] = tariff[i] + carbonWeight * carbon[i];
    }
    return Optional.of(new CostCurve(fromNanos, step, costs, tariff));
  }

  /** The mean of the signal over each step. */
  private static void resample(
      Signal signal, double error, long fromNanos, long step, double[] into) {
    double[] slots = signal.millionths().stream().mapToDouble(value -> value / 1e6).toArray();
    double mean = Math.abs(Arrays.stream(slots).sum() / slots.length);
    slots = BestEstimate.of(slots, error * mean);
    for (int i = 0; i < into.length; i++) {
      long at = fromNanos + i * step;
      long end = at + step;
      double sum = 0;
      while (at < end) {
        int slot = signal.slotAt(at).orElseThrow();
        long until = Math.min(end, signal.beginsNanos() + (slot + 1) * signal.slotNanos());
        sum += slots[slot] * (until - at);
        at = until;
      }
      into[i] = sum / step;
    }
  }

  int steps() {
    return costs.length;
  }

  long stepNanos() {
    return stepNanos;
  }

  /** The moment at which a step begins. */
  long at(int step) {
    return beginsNanos + step * stepNanos;
  }

  double[] costs() {
    return costs;
  }

  /** The curve raised so that nothing is below zero, where prices are. */
  double[] costsFromZero() {
    double least = Math.min(0, Arrays.stream(costs).min().orElse(0));
    double[] raised = costs.clone();
    Arrays.setAll(raised, step -> raised[step] - least);
    return raised;
  }

  /** The signal by which running in some steps differs most from running in others. */
  Signal.Kind weightiest(double[] chosen, double[] atOnce) {
    double total = dot(chosen, costs) - dot(atOnce, costs);
    double money = dot(chosen, byTariff) - dot(atOnce, byTariff);
    boolean anyTariff = Arrays.stream(byTariff).anyMatch(value -> value != 0);
    return anyTariff && Math.abs(money) * 2 >= Math.abs(total)
        ? Signal.Kind.TARIFF
        : Signal.Kind.CARBON;
  }

  static double dot(double[] share, double[] values) {
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      sum += share[i] * values[i];
    }
    return sum;
  }
}
