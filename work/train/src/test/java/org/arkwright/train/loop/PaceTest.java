package org.arkwright.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {
  /** A run of that length, whose steps take so long, ends within a tenth, or half a step. */
  @ParameterizedTest
  @CsvSource({"60, 0.01, 1", "60, 6, 1", "60, 0.5, 3", "600, 0.5, 0.3", "60, 14, 1", "6, 0.1, 2"})
  void planned_alsoWhenStepsBecomeSlowerOrFaster_endsInTime(
      double limit, double seconds, double laterFactor) {
    double now = limit / 30;
    Pace pace = new Pace(limit, now);
    long step = 0;
    long planned = 0;
    double last = seconds;
    while (planned == 0 || step < planned) {
      long proposed = pace.planned(step, now, 0);
      last = now < limit / 2 ? seconds : seconds * laterFactor;
      now += step == 0 ? 1.5 * last : last;
      step++;
      pace.ended(now);
      planned = proposed > 0 ? proposed : planned;
    }
    assertThat(now).isCloseTo(limit, within(Math.max(limit * 0.1, last * 0.6)));
  }

  @Test
  void planned_noTimeLeft_isOneMoreStep() {
    Pace pace = new Pace(10, 0);
    assertThat(pace.planned(0, 0, 0)).as("nothing was measured").isZero();
    pace.ended(50);
    assertThat(pace.planned(1, 50, 0)).isEqualTo(2);
  }
}
