package org.arkwright.server.home;

import org.jspecify.annotations.Nullable;

/** The home folder cannot be used or is held by another server; the message is for the user. */
public final class HomeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  HomeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
