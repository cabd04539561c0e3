package org.arkwright.artifact.blob;

import java.io.IOException;

/**
 * Thrown when something cannot be imported, stored or read; the message tells the user what to do.
 */
public sealed class ArtifactException extends IOException permits StoreFullException {
  private static final long serialVersionUID = 1;

  public ArtifactException(String message) {
    super(message);
  }

  public ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
