package org.arkwright.gateway.usage;

/** The tokens that a model read and wrote for one request; neither is negative. */
public record TokenCount(long prompt, long completion) {
  /**
   * The most tokens of one request that are believed. No model comes near, and a sum over all the
   * requests of a batch stays far within a long.
   */
  public static final long MAX = 1_000_000_000L;

  public static final TokenCount ZERO = new TokenCount(0, 0);

  public TokenCount {
    require(prompt);
    require(completion);
  }

  public long total() {
    return prompt + completion;
  }

  private static void require(long tokens) {
    if (tokens < 0 || tokens > MAX) {
      throw new IllegalArgumentException(
          "the tokens of a request are %d, expected 0 to %d".formatted(tokens, MAX));
    }
  }
}
