package org.arkwright.artifact;

import java.io.IOException;

/** Knows a full disk by what the system says of it. */
public final class DiskFull {
  private DiskFull() {}

  /** The failure with advice where a disk or a quota is full; any other as it is. */
  public static IOException explained(IOException failure) {
    String problem = String.valueOf(failure.getMessage());
    return problem.contains("No space left") || problem.contains("quota exceeded")
        ? new ArtifactException(
            "the disk of the store is full. Free space, or run `arkwright gc`, and import again:"
                + " what is stored already takes no second place.",
            failure)
        : failure;
  }
}
