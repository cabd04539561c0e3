package org.arkwright.gateway.usage;

import org.arkwright.model.id.ProjectName;

/**
 * One request that a backend worked on, however it ended.
 *
 * @param key the id of the key it came with
 * @param model the route's name within the project
 * @param backend the id of the backend that did the work
 * @param outcome the HTTP status that the client got; 499 when it went away before the end
 * @param counted whether the tokens are the backend's own count; false where it told none and they
 *     were counted as chunks
 * @param startedAtNanos when it arrived, in nanoseconds since the Unix epoch
 * @param activeNanos how long the backend worked on it
 */
public record FinishedRequest(
    ProjectName project,
    String key,
    String model,
    String backend,
    TokenCount tokens,
    boolean counted,
    int outcome,
    long startedAtNanos,
    long activeNanos) {}
