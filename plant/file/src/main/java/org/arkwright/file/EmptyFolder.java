package org.arkwright.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders in which nothing is. */
public final class EmptyFolder {
  private EmptyFolder() {}

  /** Deletes a folder if nothing is in it; one that is missing or has something is left alone. */
  public static void delete(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException _) {
      // What is there is somebody's.
    }
  }
}
