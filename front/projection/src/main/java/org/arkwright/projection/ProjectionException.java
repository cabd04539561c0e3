package org.arkwright.projection;

/** The file of projections cannot be read or written; the journal is not concerned. */
public final class ProjectionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ProjectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
