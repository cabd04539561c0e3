package org.arkwright.serve.runtime;

import java.util.List;
import java.util.Optional;

/**
 * How a text is to be written.
 *
 * @param tokensMax at least 1
 * @param temperature 0 always takes the likeliest token
 * @param topP the probability mass to choose from
 * @param stops the text ends before the first of these
 * @param jsonSchema the schema that the text must follow; empty for free text
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
