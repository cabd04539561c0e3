package org.arkwright.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LearningRateScheduleTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-12);

  private final LearningRateSchedule schedule = new LearningRateSchedule(0.6, 10);

  @Test
  void warmUp_risesInEqualSteps_toThePeak() {
    for (int step = 0; step < 10; step++) {
      assertThat(schedule.rate(step, 110)).isCloseTo(0.06 * (step + 1), CLOSE);
    }
    assertThat(schedule.rate(10, 110)).isCloseTo(0.6, CLOSE);
  }

  @Test
  void decay_isHalfWayInTheMiddle_andATenthAtTheEnd_andStays() {
    assertThat(schedule.rate(60, 110)).isCloseTo(0.6 * (0.1 + 0.9 / 2), CLOSE);
    assertThat(schedule.rate(35, 110)).isCloseTo(0.6 * (0.1 + 0.45 * (1 + Math.sqrt(0.5))), CLOSE);
    assertThat(schedule.rate(110, 110)).isCloseTo(0.06, CLOSE);
    assertThat(schedule.rate(5000, 110)).isCloseTo(0.06, CLOSE);
    for (int step = 10; step < 110; step++) {
      assertThat(schedule.rate(step + 1, 110)).isLessThan(schedule.rate(step, 110));
    }
  }

  @Test
  void whileTheLengthIsUndecided_theRateStaysAtThePeak() {
    assertThat(schedule.rate(0, 0)).isCloseTo(0.06, CLOSE);
    assertThat(schedule.rate(9, 0)).isCloseTo(0.6, CLOSE);
    assertThat(schedule.rate(10, 0)).isEqualTo(0.6);
    assertThat(schedule.rate(1_000_000, 0)).isEqualTo(0.6);
  }

  /** Otherwise a short run would end before its rate has risen. */
  @Test
  void shortRun_warmsUpForAFifthOfIt() {
    assertThat(schedule.rate(0, 20)).isCloseTo(0.6 / 4, CLOSE);
    assertThat(schedule.rate(3, 20)).isCloseTo(0.6, CLOSE);
    assertThat(schedule.rate(4, 20)).isCloseTo(0.6, CLOSE);
    assertThat(schedule.rate(12, 20)).isCloseTo(0.6 * 0.55, CLOSE);
    assertThat(schedule.rate(20, 20)).isCloseTo(0.06, CLOSE);
    assertThat(schedule.rate(0, 1)).isCloseTo(0.6, CLOSE);
  }

  @Test
  void withoutWarmUp_startsAtThePeak() {
    assertThat(new LearningRateSchedule(0.6, 0).rate(0, 100)).isCloseTo(0.6, CLOSE);
    assertThat(new LearningRateSchedule(0.6, 0).rate(0, 0)).isEqualTo(0.6);
  }
}
