package org.arkwright.serve.runtime;

import java.util.List;
import java.util.Optional;

/**
 * The parameters of text generation.
 *
 * @param tokensMax at least 1
 * @param temperature 0 always selects the most likely token
 * @param topP the probability mass to sample from
 * @param stops stop strings: the text ends before the first occurrence of one
 * @param jsonSchema the schema that the text must conform to; empty for free text
 */
public record Generation(
    int tokensMax,
    double temperature,
    double topP,
    int seed,
    double frequencyPenalty,
    double presencePenalty,
    List<String> stops,
    Optional<String> jsonSchema) {
  public Generation {
    stops = List.copyOf(stops);
  }
}
