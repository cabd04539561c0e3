package org.arkwright.artifact.blob;

import java.io.IOException;

/** Recognises a full disk by the system's error message. */
public final class DiskFull {
  private DiskFull() {}

  /** Returns the failure with advice if a disk or quota is full; any other failure unchanged. */
  public static IOException explained(IOException failure) {
    String problem = String.valueOf(failure.getMessage());
    return problem.contains("No space left") || problem.contains("quota exceeded")
        ? new StoreFullException(failure)
        : failure;
  }
}
