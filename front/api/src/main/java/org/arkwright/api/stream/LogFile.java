package org.arkwright.api.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** A rank's output, read from an offset on while the rank may still write it. One thread. */
final class LogFile {
  private static final int PIECE_BYTES = 32 * 1024;

  private final Path file;
  private long offset;

  LogFile(Path file, long offset) {
    this.file = file;
    this.offset = offset;
  }

  /** Where the next piece begins, in bytes. */
  long offset() {
    return offset;
  }

  /** The next piece; empty when the file holds no more for now, or does not exist yet. */
  byte[] next() {
    ByteBuffer buffer = ByteBuffer.allocate(PIECE_BYTES);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(offset);
      int read = channel.read(buffer);
      offset += Math.max(0, read);
      return Arrays.copyOf(buffer.array(), Math.max(0, read));
    } catch (NoSuchFileException _) {
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The next piece without half a character at its end, as long as that may be completed. */
  byte[] nextText(boolean last) {
    byte[] piece = next();
    int whole = last && piece.length < PIECE_BYTES ? piece.length : wholeCharacters(piece);
    offset -= piece.length - whole;
    return Arrays.copyOf(piece, whole);
  }

  /** How many bytes end where a UTF-8 character ends; all of them where it is not UTF-8. */
  private static int wholeCharacters(byte[] text) {
    for (int back = 1; back <= Math.min(3, text.length); back++) {
      int lead = text[text.length - back] & 0xff;
      if (lead >= 0xc0) {
        int wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        return wanted > back ? text.length - back : text.length;
      }
      if (lead < 0x80) {
        return text.length;
      }
    }
    return text.length;
  }
}
