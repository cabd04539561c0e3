package org.arkwright.projection;

import java.sql.SQLException;

/** Thrown when the projections' file cannot be read or written; the journal is not affected. */
public final class ProjectionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean behind;

  ProjectionException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private ProjectionException(String message, Throwable cause, boolean behind) {
    super(message, cause);
    this.behind = behind;
  }

  /** Whether the lists do not follow the journal, whose reason the projector has logged. */
  public boolean isBehind() {
    return behind;
  }

  /** The lists do not follow the journal for now, for that reason. */
  static ProjectionException behind(Throwable reason) {
    Throwable cause = reason;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    return new ProjectionException(
        "the lists of jobs are not updated now: "
            + (message.contains("SQLITE_FULL") ? "the disk of the home folder is full" : message),
        reason,
        true);
  }
}
