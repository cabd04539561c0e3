package org.arkwright.control;

import org.jspecify.annotations.Nullable;

/** Thrown when the writer cannot currently make anything durable; says why and what to do. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
