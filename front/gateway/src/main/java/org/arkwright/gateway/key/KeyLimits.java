package org.arkwright.gateway.key;

import java.util.OptionalLong;

/** The requests and tokens that a key may use per minute; empty means unlimited. */
public record KeyLimits(OptionalLong requestsPerMinute, OptionalLong tokensPerMinute) {
  public static final KeyLimits NONE = new KeyLimits(OptionalLong.empty(), OptionalLong.empty());
}
