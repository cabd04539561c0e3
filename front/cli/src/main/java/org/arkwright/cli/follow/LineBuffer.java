package org.arkwright.cli.follow;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The bytes of a line of output that is not complete yet. A line may be longer than memory, so
 * whoever fills one has to take it out in pieces: {@link #isFull} says when. For one thread.
 */
final class LineBuffer {
  /** The longest piece of a line, in bytes. */
  static final int BYTES_MAX = 1 << 20;

  private static final int CHARACTER_BYTES_MAX = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void add(byte value) {
    bytes.write(value);
  }

  int size() {
    return bytes.size();
  }

  /**
   * Whether a piece has to be taken out before the next byte is added. Pieces end between
   * characters, so it depends on that byte.
   */
  boolean isFull(byte next) {
    boolean continues = (next & 0xc0) == 0x80;
    return bytes.size() >= BYTES_MAX + (continues ? CHARACTER_BYTES_MAX : 0);
  }

  /** Returns the bytes, and forgets them. */
  byte[] take() {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    return all;
  }

  /** Reads bytes as text; empty where they are none. */
  static Optional<String> text(byte[] line) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }
}
