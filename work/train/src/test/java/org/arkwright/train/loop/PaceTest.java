package org.arkwright.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {
  /**
   * A run of that length ends within a tenth of it, however long its steps are beside it; where
   * they become slower all at once, within half a step.
   *
   * @param ranks whether the share of a step is told one step ahead, as among several ranks
   */
  @ParameterizedTest
  @CsvSource({
    "60, 0.01, 1, false",
    "60, 6, 1, false",
    "60, 15, 1, false",
    "60, 15, 1, true",
    "60, 11, 1, true",
    "60, 25, 1, false",
    "60, 0.5, 3, false",
    "60, 0.5, 3, true",
    "600, 0.5, 0.3, false",
    "60, 14, 1, false",
    "60, 14, 1.5, false",
    "6, 0.1, 2, true",
  })
  void planned_alsoWhenStepsBecomeSlowerOrFaster_endsInTime(
      double limit, double seconds, double laterFactor, boolean ranks) {
    double now = limit / 30;
    Pace pace = new Pace(limit, now);
    long step = 0;
    long planned = 0;
    double told = 1;
    double last = seconds;
    while (planned == 0 || step < planned || (!ranks && pace.hasRoom(now, 0))) {
      Pace.Plan plan = pace.plan(step, now, 0);
      double share = ranks ? told : plan.share();
      told = plan.shareAfter();
      last = now < limit / 2 ? seconds : seconds * laterFactor;
      now += (step == 0 ? 1.3 * last : last) * share;
      step++;
      pace.ended(now, share);
      planned = plan.steps() > 0 ? plan.steps() : planned;
    }
    double change = laterFactor == 1 ? 0 : last * 0.6;
    assertThat(now).isCloseTo(limit, within(Math.max(limit * 0.1, change)));
  }

  @Test
  void planned_noTimeLeft_isTheLeastOfOneMoreStep() {
    Pace pace = new Pace(10, 0);
    assertThat(pace.plan(0, 0, 0).steps()).as("nothing was measured").isZero();
    pace.ended(50, 1);
    assertThat(pace.plan(1, 50, 0).steps()).isEqualTo(2);
    assertThat(pace.plan(1, 50, 0).share()).isEqualTo(0.1);
  }
}
