package org.arkwright.gateway.openai;

import java.util.Optional;
import org.arkwright.gateway.usage.TokenCount;

/**
 * What an answer, or an event of a stream, says about its tokens. What a backend wrote is not
 * trusted: a number that no count can be is taken as not told.
 *
 * @param count empty when none is told
 * @param problem why a usage that is there is not believed; empty when it is, or there is none
 * @param onlyUsage whether the answer has a usage and no choice beside it, which is what a client
 *     that did not ask for usage never expects
 */
public record UsageReport(Optional<TokenCount> count, Optional<String> problem, boolean onlyUsage) {
  static final UsageReport NONE = new UsageReport(Optional.empty(), Optional.empty(), false);
}
