package org.arkwright.artifact.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A regular file that a job left, open. */
final class LeftFile {
  private final OpenFile file;
  private final FileStat stat;
  private final int owner;
  private final OutputWatch watch;

  LeftFile(OpenFile file, FileStat stat, int owner, OutputWatch watch) {
    this.file = file;
    this.stat = stat;
    this.owner = owner;
    this.watch = watch;
  }

  /** Whether its owner may execute it. */
  boolean executable() {
    return stat.executable();
  }

  /** Returns its content; closing the stream does not close the file. */
  InputStream content() {
    return file.content(watch);
  }

  /**
   * Gives the file another name if nobody else can reach it: the job made it, it has no name
   * elsewhere, and no process writes to it.
   *
   * @return false if it was not linked and has to be copied
   */
  boolean linkIfSole(Path target) {
    if (stat.links() != 1 || stat.uid() != owner || file.mayBeWritten()) {
      return false;
    }
    try {
      file.link(target);
      return true;
    } catch (IOException _) {
      return false; // another file system, or one without links
    }
  }
}
