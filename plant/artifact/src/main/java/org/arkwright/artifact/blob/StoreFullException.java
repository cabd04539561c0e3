package org.arkwright.artifact.blob;

/** Thrown when there is no room for something on the store's disk, or in its quota. */
public final class StoreFullException extends ArtifactException {
  private static final long serialVersionUID = 1;

  StoreFullException(Throwable cause) {
    super(
        "the disk of the store is full. Free space, or run `arkwright gc`, and try again: files that"
            + " are already stored need no further space.",
        cause);
  }
}
