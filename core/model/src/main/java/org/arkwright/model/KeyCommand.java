package org.arkwright.model;

import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;

/** A request to create or revoke an API key. */
public sealed interface KeyCommand extends Command {
  /** Creates a key under a new id; the kernel sets its creator and creation time. */
  record CreateKey(ApiKey key) implements KeyCommand {}

  /** Revokes a key. Refused when no key has that id. */
  record RevokeKey(ApiKeyId key) implements KeyCommand {}
}
