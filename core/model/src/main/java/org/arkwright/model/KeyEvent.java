package org.arkwright.model;

import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;

/** Something that happened to an API key. */
public sealed interface KeyEvent extends Event {
  record KeyCreated(ApiKey key, long atNanos) implements KeyEvent {}

  /** The key opens nothing any more; its id is never used again. */
  record KeyRevoked(ApiKeyId key, String by, long atNanos) implements KeyEvent {}
}
