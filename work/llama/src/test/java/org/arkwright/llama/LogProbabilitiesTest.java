package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** How likely tokens are, by logits. */
final class LogProbabilitiesTest {
  @Test
  void probabilities_sumToOne_andAreInTheLogitsOrder() {
    float[] logits = {1f, 3f, -2f, Float.NEGATIVE_INFINITY, 3f};
    LogProbabilities chances = new LogProbabilities(logits);
    double sum = 0;
    for (int token = 0; token < logits.length; token++) {
      sum += Math.exp(chances.of(token));
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(chances.of(1) - chances.of(0)).isCloseTo(2, within(1e-9));
  }

  @Test
  void likeliest_comeFirst_equalsByNumber() {
    LogProbabilities chances = new LogProbabilities(new float[] {1f, 3f, -2f, 0f, 3f});
    assertThat(chances.likeliest(0)).isEmpty();
    assertThat(chances.likeliest(3)).containsExactly(1, 4, 0);
    assertThat(chances.likeliest(9)).containsExactly(1, 4, 0, 3, 2);
  }

  @Test
  void logitsOfNothing_areImpossible() {
    float none = Float.NEGATIVE_INFINITY;
    assertThat(new LogProbabilities(new float[] {none, none}).of(0)).isEqualTo(none);
  }
}
