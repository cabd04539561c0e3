package org.arkwright.control;

import org.jspecify.annotations.Nullable;

/** The writer cannot make anything durable at present; the message says why and what to do. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
