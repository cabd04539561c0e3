package org.arkwright.gateway.dialect;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a chat says about its tokens.
 *
 * @param prompt the tokens that the model read, with those that it knew
 * @param completion the tokens that it wrote
 * @param cached those of the prompt that it knew from an earlier request
 */
public record ChatUsage(long prompt, long completion, long cached) {
  public static final ChatUsage NONE = new ChatUsage(0, 0, 0);

  /** Reads the usage of an answer or an event; 0 for what it does not tell. */
  public static ChatUsage of(JsonNode usage) {
    long prompt = count(usage.path("prompt_tokens"));
    return new ChatUsage(
        prompt,
        count(usage.path("completion_tokens")),
        Math.min(prompt, count(usage.at("/prompt_tokens_details/cached_tokens"))));
  }

  private static long count(JsonNode number) {
    return Math.max(0, number.asLong());
  }
}
