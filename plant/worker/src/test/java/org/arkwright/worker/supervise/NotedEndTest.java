package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NotedEndTest {
  private static final NotedEnd SEEN = new NotedEnd(1_000, Optional.of(50L));

  @Test
  void ago_ofAnEndThatWasSeen_isTheTimeThatPassed() {
    assertThat(SEEN.agoNanos(1_300, 350)).isEqualTo(300);
  }

  @Test
  void ago_wallClockSetBack_isByTheMonotonicClock() {
    assertThat(SEEN.agoNanos(200, 350)).isEqualTo(300);
  }

  @Test
  void ago_machineSlept_isByTheWallClock() {
    assertThat(SEEN.agoNanos(9_000, 350)).isEqualTo(8_000);
  }

  @Test
  void ago_ofAnEndThatAnEarlierWorkerNoted_isByTheWallClock_andNeverNegative() {
    assertThat(NotedEnd.at(1_000).agoNanos(1_300, 350)).isEqualTo(300);
    assertThat(NotedEnd.at(1_000).agoNanos(200, 350)).isZero();
  }
}
