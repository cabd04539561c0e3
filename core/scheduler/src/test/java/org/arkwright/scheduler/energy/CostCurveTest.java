package org.arkwright.scheduler.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.EnergySeries.Kind;
import org.arkwright.model.site.SiteSettings.Energy;
import org.arkwright.model.unit.Money;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What running costs over time, from series that begin, end and step as they like. */
final class CostCurveTest {
  private static final long HOUR = 3_600_000_000_000L;
  private static final long BEGIN = 1_000 * HOUR;
  private static final Offset<Double> EXACT = within(1e-9);

  @Test
  void curve_coversWhatAllSeriesCover_inStepsOfTheShortest() {
    CostCurve curve =
        curve(
            series(Kind.TARIFF, BEGIN, HOUR, 1, 2, 3, 4),
            series(Kind.CARBON, BEGIN + HOUR, HOUR / 2, 0, 0, 0, 0, 0, 0, 0, 0));

    assertThat(curve.beginsNanos()).isEqualTo(BEGIN + HOUR);
    assertThat(curve.endsNanos()).isEqualTo(BEGIN + 4 * HOUR);
    assertThat(curve.stepNanos()).isEqualTo(HOUR / 2);
    assertThat(curve.at(0)).isEqualTo(BEGIN + HOUR);
    assertThat(curve.at(2)).isEqualTo(BEGIN + 2 * HOUR);
    assertThat(curve.costs(0, 6)).containsExactly(2, 2, 3, 3, 4, 4);
  }

  @Test
  void step_containsItsBeginning_andTheEndBelongsToTheLast() {
    CostCurve curve = curve(series(Kind.TARIFF, BEGIN, HOUR, 1, 2, 3));

    assertThat(curve.stepAt(BEGIN)).isZero();
    assertThat(curve.stepAt(BEGIN + HOUR - 1)).isZero();
    assertThat(curve.stepAt(BEGIN + HOUR)).isEqualTo(1);
    assertThat(curve.stepAt(curve.endsNanos() - 1)).isEqualTo(2);
    assertThat(curve.stepAt(curve.endsNanos())).isEqualTo(2);
  }

  @Test
  void cost_isTheSumOverTheTime_withPartsOfSteps() {
    CostCurve curve = curve(series(Kind.TARIFF, BEGIN, HOUR, 1, 2, 4));

    assertThat(curve.cost(BEGIN, BEGIN)).isZero();
    assertThat(curve.cost(BEGIN, BEGIN + HOUR)).isEqualTo(1, EXACT);
    assertThat(curve.cost(BEGIN, curve.endsNanos())).isEqualTo(7, EXACT);
    assertThat(curve.cost(BEGIN + HOUR / 2, BEGIN + 5 * HOUR / 2)).isEqualTo(4.5, EXACT);
    assertThat(curve.cost(BEGIN + HOUR, BEGIN + 5 * HOUR / 4)).isEqualTo(0.5, EXACT);
  }

  @Test
  void stepAcrossTwoSlots_costsTheirMean() {
    CostCurve curve =
        curve(
            series(Kind.TARIFF, BEGIN, HOUR, 1, 3, 1),
            series(Kind.CARBON, BEGIN + HOUR / 2, HOUR, 0, 0));

    assertThat(curve.costs(0, 2)).containsExactly(2, 2);
  }

  @Test
  void emissions_areWeighedByTheirPrice_besideATariff_andCountAloneWithoutOne() {
    EnergySeries grams = series(Kind.CARBON, BEGIN, HOUR, 500, 100);
    EnergySeries money = series(Kind.TARIFF, BEGIN, HOUR, 1, 1);

    CostCurve both = curve("200", money, grams);
    // A kilowatt-hour of 500 g at 200 a tonne: 0.1.
    assertThat(both.costs(0, 2)).containsExactly(new double[] {1.1, 1.02}, EXACT);
    assertThat(both.isPriced()).isTrue();
    assertThat(both.tariff(BEGIN, BEGIN + 2 * HOUR)).isEqualTo(2, EXACT);
    assertThat(both.cost(BEGIN, BEGIN + 2 * HOUR)).isEqualTo(2.12, EXACT);

    CostCurve alone = curve("200", grams);
    assertThat(alone.costs(0, 2)).containsExactly(500, 100);
    assertThat(alone.isPriced()).isFalse();
    assertThat(alone.tariff(BEGIN, BEGIN + 2 * HOUR)).isZero();
  }

  @Test
  void negativePrices_areShifted_asFarAsTheyAreLookedAt() {
    CostCurve curve = curve(series(Kind.TARIFF, BEGIN, HOUR, -3, 1, 2));

    assertThat(curve.costs(0, 3)).containsExactly(0, 4, 5);
    assertThat(curve.costs(1, 3)).containsExactly(1, 2);
    assertThat(curve.cost(BEGIN, BEGIN + HOUR)).isEqualTo(-3, EXACT);
  }

  @Test
  void seriesThatDoNotOverlapForAStep_haveNoCurve() {
    assertThat(CostCurve.of(List.of(), Energy.NONE)).isEmpty();
    assertThat(
            CostCurve.of(
                List.of(
                    series(Kind.TARIFF, BEGIN, HOUR, 1, 1),
                    series(Kind.CARBON, BEGIN + HOUR + 1, HOUR, 1, 1)),
                Energy.NONE))
        .isEmpty();
    assertThat(
            curve(
                    series(Kind.TARIFF, BEGIN, HOUR, 1, 1),
                    series(Kind.CARBON, BEGIN + HOUR, HOUR, 0, 0))
                .costs(0, 1))
        .hasSize(1);
  }

  private static CostCurve curve(EnergySeries... series) {
    return curve("80", series);
  }

  private static CostCurve curve(String carbonPricePerTonne, EnergySeries... series) {
    return CostCurve.of(
            List.of(series),
            new Energy(
                Optional.empty(),
                Money.of(carbonPricePerTonne),
                Optional.empty(),
                Optional.empty()))
        .orElseThrow();
  }

  private static EnergySeries series(Kind kind, long begins, long slot, long... values) {
    return new EnergySeries(
        kind, begins, slot, Arrays.stream(values).map(value -> value * 1_000_000).boxed().toList());
  }
}
