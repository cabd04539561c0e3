package org.arkwright.model.access;

import java.util.Optional;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.ProjectName;

/**
 * A key that gives programs access to a project's deployments.
 *
 * @param name its purpose, as its owner describes it
 * @param digest the SHA-256 of the key in lower-case hexadecimal; the key itself is not stored
 * @param requestsPerMinute at least 1; empty for no limit
 * @param tokensPerMinute at least 1; empty for no limit
 * @param by who created it
 */
public record ApiKey(
    ApiKeyId id,
    ProjectName project,
    String name,
    String digest,
    Optional<Long> requestsPerMinute,
    Optional<Long> tokensPerMinute,
    String by,
    long createdAtNanos) {}
