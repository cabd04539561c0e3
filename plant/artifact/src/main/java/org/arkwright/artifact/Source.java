package org.arkwright.artifact;

import java.io.IOException;

/** Files to import; its text is the origin that a version's lineage shows. */
public interface Source {
  /**
   * Adds every file to the set, in constant memory.
   *
   * @throws IOException with what is wrong; nothing of it becomes visible then
   */
  void bring(FileSet into) throws IOException;
}
