package org.arkwright.protocol;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * A piece of a rank's output on a channel: its offset (8 bytes), its length (4 bytes), and itself.
 * Pieces follow one another; where the offset jumps, what is between was dropped at the node.
 *
 * @param offset of the first byte
 */
@SuppressWarnings("ArrayRecordComponent") // Copied from and to buffers, and never compared.
public record LogFrame(long offset, byte[] bytes) {
  /** The most bytes of a piece. */
  public static final int BYTES_MAX = 1 << 16;

  /** Writes it. Blocks. */
  public void write(DataOutputStream out) throws IOException {
    out.writeLong(offset);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads the next one; empty at the end of the stream. Blocks.
   *
   * @throws IOException also when what is read is no frame
   */
  public static Optional<LogFrame> read(DataInputStream in) throws IOException {
    long offset;
    try {
      offset = in.readLong();
    } catch (EOFException _) {
      return Optional.empty();
    }
    int length = in.readInt();
    if (offset < 0 || length < 0 || length > BYTES_MAX) {
      throw new IOException("not a frame of output: offset " + offset + ", length " + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return Optional.of(new LogFrame(offset, bytes));
  }
}
