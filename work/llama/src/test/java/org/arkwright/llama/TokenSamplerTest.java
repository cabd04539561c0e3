package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class TokenSamplerTest {
  private static final float[] LOGITS = {0f, 2f, 1f, -1f, 2f};

  private static int[] draws(Sampling sampling, int count) {
    TokenSampler sampler = new TokenSampler(sampling);
    int[] times = new int[LOGITS.length];
    for (int i = 0; i < count; i++) {
      times[sampler.choose(LOGITS.clone(), null).orElseThrow()]++;
    }
    return times;
  }

  @Test
  void greedy_choosesTheFirstOfTheMostLikely() {
    assertThat(draws(Sampling.greedy(), 5)).containsExactly(0, 5, 0, 0, 0);
  }

  @Test
  void seeds_repeat_andOthersDiffer() {
    List<Integer> first = sequence(1);
    assertThat(sequence(1)).isEqualTo(first);
    assertThat(sequence(2)).isNotEqualTo(first);
  }

  private static List<Integer> sequence(long seed) {
    TokenSampler sampler = new TokenSampler(Sampling.of(1, 0.95, seed));
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tokens.add(sampler.choose(LOGITS.clone(), null).orElseThrow());
    }
    return tokens;
  }

  @Test
  void temperatureOne_drawsByProbability() {
    int[] times = draws(Sampling.of(1, 1, 3), 20_000);
    for (int token = 0; token < LOGITS.length; token++) {
      double expected = Math.exp(new LogProbabilities(LOGITS).of(token));
      assertThat(times[token] / 20_000.0).isCloseTo(expected, within(0.015));
    }
  }

  @Test
  void topP_topK_minP_leaveTheLeastLikelyOut() {
    assertThat(draws(Sampling.of(1, 0.5, 3), 500)).containsSequence(0).matches(t -> t[2] == 0);
    assertThat(draws(Sampling.of(1, 0, 3), 500)).containsExactly(0, 500, 0, 0, 0);
    int[] three = draws(new Sampling(1, 1, 3, 0, 0, 0, Map.of(), 3), 500);
    assertThat(three[0] + three[3]).isZero();
    assertThat(three[1]).isPositive();
    assertThat(three[2]).isPositive();
    int[] half = draws(new Sampling(1, 1, 0, 0.5, 0, 0, Map.of(), 3), 500);
    assertThat(half[1] + half[4]).isEqualTo(500);
  }

  @Test
  void penaltiesAndBias_moveLogits() {
    TokenSampler sampler =
        new TokenSampler(new Sampling(0, 1, 0, 0, 0, 0.5, Map.of(0, 2.25, 99, 7.0), 0));
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tokens.add(sampler.choose(LOGITS.clone(), null).orElseThrow());
    }
    // 2.25, then 2 and 2, then the first again: presence counts once.
    assertThat(tokens).containsExactly(0, 1, 4, 0);
  }

  @Test
  void logitsWithoutANumber_chooseNothing() {
    float[] none = {Float.NaN, Float.NEGATIVE_INFINITY};
    assertThat(new TokenSampler(Sampling.greedy()).choose(none.clone(), null))
        .isEqualTo(OptionalInt.empty());
    assertThat(new TokenSampler(Sampling.of(1, 0.9, 1)).choose(none.clone(), null)).isEmpty();
    float[] one = {Float.NaN, 3f, Float.NEGATIVE_INFINITY};
    assertThat(new TokenSampler(Sampling.of(1, 0.9, 1)).choose(one, null)).hasValue(1);
  }

  @Test
  void settingsWithoutMeaning_areRefused() {
    assertThatThrownBy(() -> Sampling.of(Double.NaN, 1, 0))
        .hasMessage("temperature is NaN, expected 0.0 to 100.0");
    assertThatThrownBy(() -> Sampling.of(1, 1.5, 0)).hasMessageContaining("topP is 1.5");
    assertThatThrownBy(() -> new Sampling(1, 1, -5, 0, 0, 0, Map.of(), 0))
        .hasMessageContaining("topK is -5");
    assertThatThrownBy(() -> new Sampling(1, 1, 0, 0, 0, 0, Map.of(1, 1e9), 0))
        .hasMessageContaining("a bias is 1.0E9");
  }
}
