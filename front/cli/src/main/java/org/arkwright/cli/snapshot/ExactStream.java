package org.arkwright.cli.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A file's content in exactly the announced length, though the file may grow or shrink meanwhile:
 * cut off, or filled up with zeros. Its digest is then another, and it is sent again.
 */
final class ExactStream extends FilterInputStream {
  private long left;

  ExactStream(InputStream in, long length) {
    super(in);
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int most = (int) Math.min(left, length);
    int read = in.read(buffer, offset, most);
    if (read < 0) {
      Arrays.fill(buffer, offset, offset + most, (byte) 0);
      read = most;
    }
    left -= read;
    return read;
  }
}
