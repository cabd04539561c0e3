package org.arkwright.journal;

import org.jspecify.annotations.Nullable;

/** The journal's storage failed; the message names the place, the cause and what to do. */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
