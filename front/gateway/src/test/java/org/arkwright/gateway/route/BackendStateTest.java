package org.arkwright.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a backend's circuit is open, and for how long. */
final class BackendStateTest {
  private static final long MILLI = 1_000_000;

  /** Far from zero and before an overflow: the clock is {@link System#nanoTime}, which has no 0. */
  private static final long NOW = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

  private final BackendState state = new BackendState();

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      state.failed(NOW);
    }
  }

  @Test
  void twoFailures_leaveItClosed_theThirdOpensIt_forHalfASecond() {
    fail(2);
    assertThat(state.admits(NOW)).isTrue();
    fail(1);
    assertThat(state.admits(NOW)).isFalse();
    assertThat(state.admits(NOW + 500 * MILLI - 1)).isFalse();
    assertThat(state.admits(NOW + 500 * MILLI)).isTrue();
  }

  @Test
  void eachFurtherFailure_doublesThePause_upToHalfAMinute() {
    fail(4);
    assertThat(state.admits(NOW + 1_000 * MILLI - 1)).isFalse();
    assertThat(state.admits(NOW + 1_000 * MILLI)).isTrue();
    fail(1);
    assertThat(state.admits(NOW + 2_000 * MILLI - 1)).isFalse();
    assertThat(state.admits(NOW + 2_000 * MILLI)).isTrue();
    fail(100);
    assertThat(state.admits(NOW + 32_000 * MILLI - 1)).isFalse();
    assertThat(state.admits(NOW + 32_000 * MILLI)).isTrue();
  }

  @Test
  void answer_forgetsTheFailures() {
    fail(2);
    state.answered();
    fail(2);
    assertThat(state.admits(NOW)).isTrue();
    fail(1);
    state.answered();
    assertThat(state.admits(NOW)).isTrue();
  }

  @Test
  void oneRequestProbes_theOthersGoElsewhereMeanwhile() {
    fail(3);
    long later = NOW + 600 * MILLI;
    assertThat(state.admits(later)).isTrue();
    state.enter(later);
    assertThat(state.admits(later + 1)).isFalse();
    assertThat(state.admits(later + 500 * MILLI)).isTrue(); // The probe may never end.
    state.answered();
    assertThat(state.admits(later + 1)).isTrue();
  }

  @Test
  void requestToAClosedCircuit_isNoProbe() {
    fail(2);
    state.enter(NOW);
    assertThat(state.admits(NOW)).isTrue();
    assertThat(state.outstanding()).isEqualTo(1);
    state.leave();
    assertThat(state.outstanding()).isZero();
  }
}
