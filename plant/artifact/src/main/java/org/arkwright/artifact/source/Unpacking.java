package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BulkStream;

/** Counts what comes out of one archive, and stops when that is too much for what went in. */
final class Unpacking {
  private final FileSet files;
  private final long packed;
  private long unpacked;

  /**
   * @param packed the archive's size in bytes
   */
  Unpacking(FileSet files, long packed) {
    this.files = files;
    this.packed = packed;
  }

  /** Adds a file of the archive to the set. */
  void add(String path, InputStream content, boolean executable) throws IOException {
    files.add(path, new Counted(content), executable);
  }

  /** Adds a file that the archive holds already, under another name. */
  void again(String path, String earlier) throws IOException {
    unpacked += files.again(path, earlier);
    files.progress().limits().checkRatio(packed, unpacked);
  }

  /** Takes memory for a list of what the archive holds. */
  void reserve(long memory) throws IOException {
    files.reserve(memory);
  }

  /** Returns a stream of the archive itself, which can be stopped while entries are skipped. */
  InputStream stoppable(InputStream archive) {
    return new Stoppable(archive);
  }

  void check() throws ArtifactException {
    files.progress().check();
  }

  private final class Stoppable extends BulkStream {
    Stoppable(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      check();
      return in.read(buffer, offset, length);
    }
  }

  private final class Counted extends BulkStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      unpacked += Math.max(0, read);
      files.progress().limits().checkRatio(packed, unpacked);
      return read;
    }
  }
}
