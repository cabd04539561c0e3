package org.arkwright.artifact.blob;

import java.io.IOException;

/** Thrown when the store cannot take a file now, and might later; the message says why. */
public final class StoreBusyException extends IOException {
  private static final long serialVersionUID = 1;

  StoreBusyException(String message) {
    super(message);
  }
}
