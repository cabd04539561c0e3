package org.arkwright.cli.shell;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The frames of a terminal, as the API describes them: a kind (1 byte), a length (4 bytes), and so
 * many bytes.
 */
final class Frames {
  static final int BYTES = 0;
  static final int RESIZE = 1;
  static final int EXIT = 2;

  private static final int HEAD_BYTES = 5;
  private static final int LENGTH_MAX = 1 << 16;

  private Frames() {}

  /**
   * @param kind what it holds; kinds that are not known here are to be ignored
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Frame(int kind, byte[] bytes) {
    int number() {
      return ByteBuffer.wrap(bytes).getInt();
    }
  }

  static byte[] bytes(byte[] from, int length) {
    return ByteBuffer.allocate(HEAD_BYTES + length)
        .put((byte) BYTES)
        .putInt(length)
        .put(from, 0, length)
        .array();
  }

  static byte[] resize(LocalTerminal.Size size) {
    return ByteBuffer.allocate(HEAD_BYTES + 4)
        .put((byte) RESIZE)
        .putInt(4)
        .putShort((short) size.rows())
        .putShort((short) size.columns())
        .array();
  }

  /** Reads the next one; empty at the end of the stream. */
  static Optional<Frame> read(DataInputStream in) throws IOException {
    int kind;
    try {
      kind = in.readUnsignedByte();
    } catch (EOFException _) {
      return Optional.empty();
    }
    int length = in.readInt();
    if (length < 0 || length > LENGTH_MAX || (kind == EXIT && length != 4)) {
      throw new IOException("the server's answer is no terminal's");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return Optional.of(new Frame(kind, bytes));
  }
}
