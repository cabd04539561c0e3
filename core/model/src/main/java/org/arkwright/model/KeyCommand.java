package org.arkwright.model;

import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;

/** A wish that concerns API keys. */
public sealed interface KeyCommand extends Command {
  /** Let a key in. The id is new; the time in it is the kernel's to set. */
  record CreateKey(ApiKey key) implements KeyCommand {}

  /** Let a key in no longer. Refused when there is none of that id. */
  record RevokeKey(ApiKeyId key, String by) implements KeyCommand {}
}
