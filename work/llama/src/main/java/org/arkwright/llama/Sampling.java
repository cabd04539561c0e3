package org.arkwright.llama;

import java.util.Map;

/**
 * How the next token is chosen from logits.
 *
 * @param temperature 0 chooses the most likely token always
 * @param topP the mass of the most likely tokens to choose among, above 0 to 1
 * @param topK the number of the most likely tokens to choose among; 0 for all
 * @param minP leaves out tokens less likely than this share of the most likely; 0 for none
 * @param frequencyPenalty taken from a token's logit for each time that it was chosen
 * @param presencePenalty taken once from the logit of a token that was chosen
 * @param bias added to tokens' logits; tokens that do not exist are passed over
 * @param seed the same seed and logits choose the same
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    double minP,
    double frequencyPenalty,
    double presencePenalty,
    Map<Integer, Double> bias,
    long seed) {
  public Sampling {
    require("temperature", temperature, 0, 100);
    require("topP", topP, 0, 1);
    require("minP", minP, 0, 1);
    require("frequencyPenalty", frequencyPenalty, -100, 100);
    require("presencePenalty", presencePenalty, -100, 100);
    Checks.range("topK", topK, 0, Integer.MAX_VALUE);
    bias = Map.copyOf(bias);
    bias.values().forEach(value -> require("a bias", value, -1000, 1000));
  }

  /** Always the most likely token. */
  public static Sampling greedy() {
    return new Sampling(0, 1, 0, 0, 0, 0, Map.of(), 0);
  }

  /** By temperature and mass. */
  public static Sampling of(double temperature, double topP, long seed) {
    return new Sampling(temperature, topP, 0, 0, 0, 0, Map.of(), seed);
  }

  private static void require(String what, double value, double min, double max) {
    if (!(value >= min && value <= max)) { // NaN is neither.
      throw new IllegalArgumentException(
          "%s is %s, expected %s to %s".formatted(what, value, min, max));
    }
  }
}
