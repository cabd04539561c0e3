package org.arkwright.artifact;

import java.io.IOException;

/**
 * A source of files to import; its {@code toString()} is the origin shown in a version's lineage.
 */
public interface Source {
  /**
   * Adds every file to the set, in constant memory.
   *
   * @throws IOException when that fails; no version is then created
   */
  void addTo(FileSet files) throws IOException;
}
