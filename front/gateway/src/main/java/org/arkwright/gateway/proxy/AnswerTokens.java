package org.arkwright.gateway.proxy;

import java.util.Optional;
import org.arkwright.gateway.usage.TokenCount;

/**
 * What is known about the tokens of an answer.
 *
 * @param count the backend's own count, if it told one
 * @param problem why a count that it told is not believed
 * @param pieces the events with data that came; 0 for an answer in one piece
 * @param textBytes the bytes of text that came; 0 when not counted
 */
record AnswerTokens(
    Optional<TokenCount> count, Optional<String> problem, long pieces, long textBytes) {
  static final AnswerTokens NONE = new AnswerTokens(Optional.empty(), Optional.empty(), 0, 0);
}
