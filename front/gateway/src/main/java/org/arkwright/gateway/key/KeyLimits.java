package org.arkwright.gateway.key;

import java.util.OptionalLong;

/** What a key may use in a minute; empty is unlimited. */
public record KeyLimits(OptionalLong requestsPerMinute, OptionalLong tokensPerMinute) {
  public static final KeyLimits NONE = new KeyLimits(OptionalLong.empty(), OptionalLong.empty());
}
