package org.arkwright.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.arkwright.train.report.TrainingProblem;
import org.junit.jupiter.api.Test;

final class MemoryNeedTest {
  @Test
  void networkLargerThanTheMachine_isRefusedByNumbers() {
    OptionalLong gibi = OptionalLong.of(1L << 30);
    assertThatCode(() -> MemoryNeed.check(1L << 26, gibi)).doesNotThrowAnyException();
    assertThatThrownBy(() -> MemoryNeed.check((1L << 26) + 1, gibi))
        .isInstanceOf(TrainingProblem.class)
        .hasMessageContaining("67,108,865 parameters, which take 1.0 GiB")
        .hasMessageContaining("expected fewer --layers");
    assertThatCode(() -> MemoryNeed.check(Long.MAX_VALUE, OptionalLong.empty()))
        .doesNotThrowAnyException();
  }

  @Test
  void machine_saysWhatItHas() {
    assertThat(MemoryNeed.ofMachine().orElseThrow()).isGreaterThan(1L << 28);
  }
}
