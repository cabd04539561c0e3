package org.arkwright.stored;

import java.util.Optional;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.ProjectName;

/** The stored form of {@link ApiKey}. */
record StoredKey(
    ApiKeyId id,
    ProjectName project,
    String name,
    String digest,
    Optional<Long> requestsPerMinute,
    Optional<Long> tokensPerMinute,
    String by,
    long createdAtNanos) {
  static StoredKey of(ApiKey key) {
    return new StoredKey(
        key.id(),
        key.project(),
        key.name(),
        key.digest(),
        key.requestsPerMinute(),
        key.tokensPerMinute(),
        key.by(),
        key.createdAtNanos());
  }

  ApiKey model() {
    return new ApiKey(
        id, project, name, digest, requestsPerMinute, tokensPerMinute, by, createdAtNanos);
  }
}
