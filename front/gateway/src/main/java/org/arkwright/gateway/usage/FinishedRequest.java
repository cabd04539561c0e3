package org.arkwright.gateway.usage;

import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;

/**
 * A request that a backend has worked on, however it ended.
 *
 * @param key the id of the client's key
 * @param model the route's name within the project
 * @param backend the id of the backend that did the work
 * @param tokens counted or estimated, as {@code basis} says
 * @param outcome the HTTP status that the client got; 499 when it left before the end
 * @param startedAtNanos when it arrived, in nanoseconds since the Unix epoch
 * @param activeNanos how long the backend worked on it
 */
public record FinishedRequest(
    ProjectName project,
    String key,
    String model,
    String backend,
    TokenCount tokens,
    TokenBasis basis,
    int outcome,
    long startedAtNanos,
    long activeNanos) {
  /** A century, in nanoseconds: whatever lasts longer was not measured. */
  private static final long ACTIVE_MAX = 3_155_760_000_000_000_000L;

  public FinishedRequest {
    Names.require("model", model);
    if (key.isBlank()) {
      throw new IllegalArgumentException("a request without a key");
    }
    if (startedAtNanos < 0
        || activeNanos < 0
        || activeNanos > ACTIVE_MAX
        || startedAtNanos > Long.MAX_VALUE - activeNanos) {
      throw new IllegalArgumentException(
          "a request started at %d ns and took %d ns, expected a time and a duration"
              .formatted(startedAtNanos, activeNanos));
    }
  }

  /** Whether the tokens are the backend's own count. */
  public boolean counted() {
    return basis == TokenBasis.COUNTED;
  }
}
