package org.arkwright.artifact.output;

import java.io.IOException;

/**
 * Thrown when what a job left cannot be stored, and that is the job's own fault; the message names
 * the file, says what was expected and what to do.
 */
public final class RefusedOutput extends IOException {
  private static final long serialVersionUID = 1;

  public RefusedOutput(String message) {
    super(message);
  }

  public RefusedOutput(String message, Throwable cause) {
    super(message, cause);
  }
}
