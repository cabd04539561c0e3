package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class KernelClockTest {
  private long wall = 1000;
  private long monotonic = 50;
  private final KernelClock clock =
      new KernelClock(() -> Instant.ofEpochSecond(0, wall), () -> monotonic, 900);

  @Test
  void now_followsTheWallClock() {
    pass(10);
    assertThat(clock.nowNanos()).isEqualTo(1010);
    wall += 5000;
    assertThat(clock.nowNanos()).isEqualTo(6010);
  }

  @Test
  void wallClockStepsBack_continuesAtHalfSpeedUntilItHasCaughtUp() {
    assertThat(clock.nowNanos()).isEqualTo(1000);
    wall = 900;
    pass(100);
    assertThat(clock.nowNanos()).isEqualTo(1050);
    pass(200);
    assertThat(clock.nowNanos()).isEqualTo(1200);
  }

  @Test
  void journalAheadOfTheWallClock_startsAtTheJournalsTime() {
    assertThat(new KernelClock(() -> Instant.ofEpochSecond(0, wall), () -> 0, 5000).nowNanos())
        .isEqualTo(5000);
  }

  private void pass(long nanos) {
    wall += nanos;
    monotonic += nanos;
  }
}
