package org.arkwright.protocol;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * What the two ends of a terminal say to each other on a channel: a byte for the kind, the length
 * of what follows (4 bytes), and that.
 */
public sealed interface TerminalFrame {
  /** The most bytes of a frame. */
  int BYTES_MAX = 1 << 16;

  /** What was typed, or what the program wrote. */
  @SuppressWarnings("ArrayRecordComponent") // Copied from and to buffers, and never compared.
  record Bytes(byte[] bytes) implements TerminalFrame {}

  /** The size of the person's window has changed; sent to the node only. */
  record Resize(int rows, int columns) implements TerminalFrame {}

  /**
   * The program has ended; the last frame from the node.
   *
   * @param status its exit status in the convention of shells: 128 + n after signal n
   */
  record Exit(int status) implements TerminalFrame {}

  /** Writes it. Blocks. */
  default void write(DataOutputStream out) throws IOException {
    switch (this) {
      case Bytes(byte[] bytes) -> {
        out.writeByte(0);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
      case Resize(int rows, int columns) -> {
        out.writeByte(1);
        out.writeInt(4);
        out.writeShort(rows);
        out.writeShort(columns);
      }
      case Exit(int status) -> {
        out.writeByte(2);
        out.writeInt(4);
        out.writeInt(status);
      }
    }
    out.flush();
  }

  /**
   * Reads the next one; empty at the end of the stream. Frames of kinds that this version does not
   * know are skipped. Blocks.
   *
   * @throws IOException also when what is read is no frame
   */
  static Optional<TerminalFrame> read(DataInputStream in) throws IOException {
    while (true) {
      int kind;
      try {
        kind = in.readUnsignedByte();
      } catch (EOFException _) {
        return Optional.empty();
      }
      int length = in.readInt();
      boolean valid = length >= 0 && length <= BYTES_MAX && (kind == 0 || kind > 2 || length == 4);
      if (!valid) {
        throw new IOException("not a frame of a terminal: kind " + kind + ", length " + length);
      }
      switch (kind) {
        case 0 -> {
          byte[] bytes = new byte[length];
          in.readFully(bytes);
          return Optional.of(new Bytes(bytes));
        }
        case 1 -> {
          return Optional.of(new Resize(in.readUnsignedShort(), in.readUnsignedShort()));
        }
        case 2 -> {
          return Optional.of(new Exit(in.readInt()));
        }
        default -> in.skipNBytes(length);
      }
    }
  }
}
