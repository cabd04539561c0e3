package org.arkwright.scheduler.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BestEstimateTest {
  @Test
  void forecastWithoutError_isUnchanged() {
    double[] forecast = {3, 1, 4, 1, 5};
    assertThat(BestEstimate.of(forecast, 0)).containsExactly(forecast);
  }

  @Test
  void noisyForecast_getsCloserToTheTruth() {
    double[] truth = new double[2000];
    Arrays.setAll(truth, slot -> 300 + 80 * StrictMath.sin(slot / 8.0));
    Random random = new Random(7);
    double[] forecast = Arrays.stream(truth).map(x -> x + 30 * random.nextGaussian()).toArray();
    double[] estimate = BestEstimate.of(forecast, 30);
    assertThat(error(estimate, truth)).isLessThan(error(forecast, truth) / 2);
  }

  @Test
  void forecastThatMayBeAllError_isFlat() {
    double[] forecast = new double[100];
    Arrays.setAll(forecast, slot -> slot % 2);
    assertThat(BestEstimate.of(forecast, 10)).containsOnly(0.5);
  }

  private static double error(double[] estimate, double[] truth) {
    double sum = 0;
    for (int slot = 0; slot < truth.length; slot++) {
      sum += (estimate[slot] - truth[slot]) * (estimate[slot] - truth[slot]);
    }
    return Math.sqrt(sum / truth.length);
  }
}
