package org.arkwright.model.access;

import java.util.Optional;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.ProjectName;

/**
 * A key that opens a project's deployments to the programs that hold it.
 *
 * @param name what it is for, in its owner's words
 * @param digest the SHA-256 of the key in lower-case hexadecimal; the key itself is kept nowhere
 * @param requestsPerMinute empty for no limit; else at least 1
 * @param tokensPerMinute empty for no limit; else at least 1
 * @param by who made it
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
