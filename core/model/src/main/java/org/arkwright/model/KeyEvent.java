package org.arkwright.model;

import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;

/** An event in the life of an API key. */
public sealed interface KeyEvent extends Event {
  record KeyCreated(ApiKey key, long atNanos) implements KeyEvent {}

  /** The key no longer grants access; its id is never reused. */
  record KeyRevoked(ApiKeyId key, String by, long atNanos) implements KeyEvent {}
}
