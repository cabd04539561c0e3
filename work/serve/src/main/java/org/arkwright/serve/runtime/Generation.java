package org.arkwright.serve.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of text generation.
 *
 * @param tokensMax at least 1
 * @param temperature 0 always selects the most likely token
 * @param topP the probability mass to sample from
 * @param topK how many of the most likely tokens to sample from; 0 for all
 * @param logitBias added to the logits of tokens, by their ids
 * @param stops stop strings: the text ends before the first occurrence of one
 * @param jsonSchema the schema that the text must conform to; empty for free text
 * @param logprobs how many of the most likely tokens are told with each token of the text; empty
 *     when not even its own probability is wanted
 * @param tools the functions that the answer may call; empty when none
 */
public record Generation(
    int tokensMax,
    double temperature,
    double topP,
    int topK,
    long seed,
    double frequencyPenalty,
    double presencePenalty,
    Map<Integer, Double> logitBias,
    List<String> stops,
    Optional<String> jsonSchema,
    Optional<Integer> logprobs,
    Optional<ToolUse> tools) {
  public Generation {
    logitBias = Map.copyOf(logitBias);
    stops = List.copyOf(stops);
  }

  /** Always the most likely token, and nothing else asked for. */
  public static Generation greedy(int tokensMax) {
    return new Generation(
        tokensMax,
        0,
        1,
        0,
        0,
        0,
        0,
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Generation withSampling(double temperature, double topP, long seed) {
    return new Generation(
        tokensMax,
        temperature,
        topP,
        topK,
        seed,
        frequencyPenalty,
        presencePenalty,
        logitBias,
        stops,
        jsonSchema,
        logprobs,
        tools);
  }

  public Generation withSeed(long seed) {
    return withSampling(temperature, topP, seed);
  }

  public Generation withLogitBias(Map<Integer, Double> bias) {
    return new Generation(
        tokensMax,
        temperature,
        topP,
        topK,
        seed,
        frequencyPenalty,
        presencePenalty,
        bias,
        stops,
        jsonSchema,
        logprobs,
        tools);
  }

  public Generation withStops(List<String> stops) {
    return new Generation(
        tokensMax,
        temperature,
        topP,
        topK,
        seed,
        frequencyPenalty,
        presencePenalty,
        logitBias,
        stops,
        jsonSchema,
        logprobs,
        tools);
  }

  public Generation withJsonSchema(String schema) {
    return new Generation(
        tokensMax,
        temperature,
        topP,
        topK,
        seed,
        frequencyPenalty,
        presencePenalty,
        logitBias,
        stops,
        Optional.of(schema),
        logprobs,
        tools);
  }

  public Generation withLogprobs(int likeliest) {
    return new Generation(
        tokensMax,
        temperature,
        topP,
        topK,
        seed,
        frequencyPenalty,
        presencePenalty,
        logitBias,
        stops,
        jsonSchema,
        Optional.of(likeliest),
        tools);
  }

  public Generation withTools(ToolUse use) {
    return new Generation(
        tokensMax,
        temperature,
        topP,
        topK,
        seed,
        frequencyPenalty,
        presencePenalty,
        logitBias,
        stops,
        jsonSchema,
        logprobs,
        Optional.of(use));
  }
}
