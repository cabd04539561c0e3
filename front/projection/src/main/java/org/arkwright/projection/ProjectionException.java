package org.arkwright.projection;

/** Thrown when the projections' file cannot be read or written; the journal is not affected. */
public final class ProjectionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ProjectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
