package org.arkwright.gateway.usage;

import org.arkwright.model.id.ProjectName;

/**
 * A request that a backend has worked on, however it ended.
 *
 * @param key the id of the client's key
 * @param model the route's name within the project
 * @param backend the id of the backend that did the work
 * @param outcome the HTTP status that the client got; 499 when it left before the end
 * @param counted whether the tokens are the backend's own count; false when it reported none and
 *     chunks were counted instead
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
