package org.arkwright.thread;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OneShotsTest {
  private final OneShots tasks = OneShots.of("the sweep", Runnable::run);

  @Test
  void execute_taskThrows_isToldAndTheNextRuns() {
    boolean[] ran = new boolean[1];
    tasks.execute(() -> {
      throw new AssertionError("secret");
    });
    tasks.execute(() -> ran[0] = true);
    assertThat(ran[0]).isTrue();
    assertThat(tasks.trouble())
        .hasValueSatisfying(
            text -> assertThat(text).contains("the sweep").doesNotContain("secret"));
  }

  @Test
  void execute_taskReturns_isWell() {
    tasks.execute(() -> {});
    assertThat(tasks.trouble()).isEmpty();
  }
}
