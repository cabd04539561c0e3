package org.arkwright.protocol;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;

/**
 * A part of a rank's output, as a worker sends it.
 *
 * @param offset of its first byte in the output
 * @param droppedBytes up to which offset the output was dropped on the node, since there was too
 *     much of it; 0 where nothing was
 * @param ageMillis how long ago its last byte was written: an age, because clocks differ
 * @param content at most {@link #BYTES_MAX}; empty to ask how much has arrived
 */
@SuppressWarnings("ArrayRecordComponent") // Copied from and to buffers, and never compared.
public record LogPiece(
    AttemptId attempt, int rank, long offset, long droppedBytes, long ageMillis, byte[] content) {
  /** The call to which pieces of many ranks are sent, one behind the other: {@code POST}. */
  public static final String PATH = "/worker/v1/logs";

  /** The most bytes in a piece. */
  public static final int BYTES_MAX = 1 << 18;

  /** Returns the piece that asks how much of a rank's output has arrived. */
  public static LogPiece asking(AttemptId attempt, int rank) {
    return new LogPiece(attempt, rank, 0, 0, 0, new byte[0]);
  }

  /** Where the piece behind it begins, in bytes. */
  public long end() {
    return offset + content.length;
  }

  /** Writes the piece. */
  public void writeTo(DataOutputStream out) throws IOException {
    out.writeUTF(attempt.toString());
    out.writeInt(rank);
    out.writeLong(offset);
    out.writeLong(droppedBytes);
    out.writeLong(ageMillis);
    out.writeInt(content.length);
    out.write(content);
  }

  /**
   * Reads the next piece; empty at the end.
   *
   * @throws IOException when there is none, but something else
   */
  public static Optional<LogPiece> readFrom(DataInputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    byte[] name = new byte[(first << 8) | in.readUnsignedByte()];
    in.readFully(name);
    String text = new String(name, StandardCharsets.UTF_8);
    AttemptId attempt =
        AttemptId.parse(text).orElseThrow(() -> new IOException("no attempt: " + text));
    int rank = in.readInt();
    long offset = in.readLong();
    long dropped = in.readLong();
    long age = in.readLong();
    int length = in.readInt();
    if (rank < 0
        || offset < 0
        || dropped < 0
        || dropped > offset
        || length < 0
        || length > BYTES_MAX) {
      throw new IOException(
          "rank %d, offset %d, dropped %d, length %d: no piece of an output"
              .formatted(rank, offset, dropped, length));
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException("the stream ends within a piece");
    }
    return Optional.of(new LogPiece(attempt, rank, offset, dropped, Math.max(0, age), content));
  }
}
