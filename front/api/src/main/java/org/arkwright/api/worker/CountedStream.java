package org.arkwright.api.worker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.arkwright.api.transfer.TransferGate;

/** A stream from a worker that is read as fast as its passage allows. */
final class CountedStream extends FilterInputStream {
  private final TransferGate.Passage passage;

  CountedStream(InputStream in, TransferGate.Passage passage) {
    super(in);
    this.passage = passage;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      try {
        passage.receive(read);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("the server stops", e);
      }
    }
    return read;
  }
}
