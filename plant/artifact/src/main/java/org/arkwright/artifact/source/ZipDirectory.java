package org.arkwright.artifact.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.arkwright.artifact.blob.ArtifactException;

/** How large the directory of a zip can be at most, wherever its end says that it begins. */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int COMMENT_MAX = 0xffff;
  private static final int COMMENT_AT = 20;
  private static final int LENGTH_AT = 12;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int BEGIN_64_AT = 48;

  private ZipDirectory() {}

  /**
   * Returns the bytes from where the directory begins to the end of the file; 0 for no zip.
   *
   * @throws ArtifactException when the file does not end where the archive does
   */
  static long bytes(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      ByteBuffer tail = read(channel, Math.max(0, size - END_BYTES - COMMENT_MAX), size);
      for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
        if (tail.getInt(at) == END) {
          int comment = Short.toUnsignedInt(tail.getShort(at + COMMENT_AT));
          if (at + END_BYTES + comment != tail.limit()) {
            throw new ArtifactException(
                "the archive has %,d bytes after its end, where %,d were to be: it is cut off, or"
                        .formatted(tail.limit() - at - END_BYTES, comment)
                    + " something was put behind it. Pack or download it again.");
          }
          long end = size - tail.limit() + at;
          return size - begin(channel, end, tail, at);
        }
      }
      return 0;
    }
  }

  private static long begin(FileChannel channel, long end, ByteBuffer tail, int at)
      throws IOException {
    long length = Integer.toUnsignedLong(tail.getInt(at + LENGTH_AT));
    long begin = Integer.toUnsignedLong(tail.getInt(at + LENGTH_AT + Integer.BYTES));
    ByteBuffer locator = read(channel, end - LOCATOR_BYTES, end);
    if (locator.limit() == LOCATOR_BYTES && locator.getInt(0) == LOCATOR) {
      long record = locator.getLong(Long.BYTES);
      ByteBuffer large = read(channel, record, record + BEGIN_64_AT + Long.BYTES);
      return large.limit() == BEGIN_64_AT + Long.BYTES
          ? Math.clamp(large.getLong(BEGIN_64_AT), 0, end)
          : 0;
    }
    // Something may have been put before the archive, which moves what it says of itself.
    return Math.clamp(Math.max(begin, end - length), 0, end);
  }

  private static ByteBuffer read(FileChannel channel, long from, long to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.clamp(to - from, 0, 1 << 17));
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    while (from >= 0 && bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // Until the piece is complete or the file ends.
    }
    return bytes.flip();
  }
}
