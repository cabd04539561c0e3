package org.arkwright.api.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.arkwright.ranklog.RankLogs;

/** A rank's output, read from an offset while the rank may still be writing. For one thread. */
final class LogFile {
  private static final int CHUNK_BYTES = 32 * 1024;

  private final Path file;
  private long offset;

  LogFile(Path file, long offset) {
    this.file = file;
    this.offset = offset;
  }

  /** The offset of the next chunk, in bytes. */
  long offset() {
    return offset;
  }

  /**
   * Returns the next chunk; empty when there is no more output yet or the file does not exist yet.
   */
  byte[] next() {
    long dropped = dropped();
    if (dropped > offset) {
      byte[] notice =
          "arkwright: %d bytes of older output were dropped here (rankLog in site.yaml)\n"
              .formatted(dropped - offset)
              .getBytes(StandardCharsets.US_ASCII);
      offset = dropped;
      return notice;
    }
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(offset);
      int read = channel.read(buffer);
      if (dropped() > offset) {
        return next(); // dropped meanwhile: what was read may be zeros
      }
      offset += Math.max(0, read);
      return Arrays.copyOf(buffer.array(), Math.max(0, read));
    } catch (NoSuchFileException _) {
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The offset up to which the output is not there any more. */
  private long dropped() {
    return RankLogs.droppedBytes(file);
  }

  /**
   * Returns the next chunk, without an incomplete character at its end that may still be completed.
   */
  byte[] nextText(boolean last) {
    byte[] chunk = next();
    int complete = last && chunk.length < CHUNK_BYTES ? chunk.length : wholeCharacters(chunk);
    offset -= chunk.length - complete;
    return Arrays.copyOf(chunk, complete);
  }

  /**
   * Returns the number of bytes up to the last complete UTF-8 character; all of them if not UTF-8.
   */
  private static int wholeCharacters(byte[] text) {
    for (int back = 1; back <= Math.min(3, text.length); back++) {
      int lead = text[text.length - back] & 0xff;
      if (lead >= 0xc0) {
        int needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        return needed > back ? text.length - back : text.length;
      }
      if (lead < 0x80) {
        return text.length;
      }
    }
    return text.length;
  }
}
