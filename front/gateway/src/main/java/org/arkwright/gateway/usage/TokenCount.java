package org.arkwright.gateway.usage;

/** The tokens that a model read and wrote for one request. */
public record TokenCount(long prompt, long completion) {
  public static final TokenCount ZERO = new TokenCount(0, 0);

  public long total() {
    return prompt + completion;
  }
}
