package org.arkwright.artifact.blob;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose subclasses only implement reading into an array; other reads are based on it. */
public abstract class BulkStream extends FilterInputStream {
  private static final int SKIPPED_MAX = 1 << 16;

  protected BulkStream(InputStream in) {
    super(in);
  }

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final long skip(long count) throws IOException {
    byte[] skipped = new byte[Math.clamp(count, 0, SKIPPED_MAX)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public final boolean markSupported() {
    return false;
  }
}
