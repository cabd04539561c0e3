package org.arkwright.artifact;

import java.io.IOException;

/** What cannot be imported, stored or read, said so that a user knows what to do. */
public final class ArtifactException extends IOException {
  private static final long serialVersionUID = 1;

  public ArtifactException(String message) {
    super(message);
  }

  public ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
