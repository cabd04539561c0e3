package org.arkwright.llama;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text out of the pieces of tokens. A character may come in several pieces: it is held back until
 * it is whole. Bytes that are no UTF-8 become U+FFFD. Not thread-safe.
 */
public final class PieceText {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] open = {};

  /** Adds a token's bytes, and returns the characters that are whole now. */
  public String add(byte[] piece) {
    return decode(piece, false);
  }

  /** Ends the text, and returns what remains of a character that never became whole. */
  public String end() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] piece, boolean last) {
    ByteBuffer bytes = ByteBuffer.allocate(open.length + piece.length).put(open).put(piece).flip();
    CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
    decoder.reset();
    decoder.decode(bytes, text, last);
    if (last) {
      decoder.flush(text);
    }
    open = new byte[bytes.remaining()];
    bytes.get(open);
    return text.flip().toString();
  }
}
