package org.arkwright.journal;

import org.jspecify.annotations.Nullable;

/** Thrown when a journal's storage fails; the message names the location, cause and remedy. */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
