package org.arkwright.worker.rank;

import java.io.IOException;

/**
 * Thrown when a rank cannot be started because its spec asks for what is not there: another try
 * fails alike. Any other {@link IOException} of a start is the node's.
 */
public final class UnrunnableException extends IOException {
  private static final long serialVersionUID = 1;

  public UnrunnableException(String message) {
    super(message);
  }
}
