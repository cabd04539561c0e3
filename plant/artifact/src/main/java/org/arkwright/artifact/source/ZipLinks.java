package org.arkwright.artifact.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.arkwright.artifact.ArtifactException;

/**
 * Detects symbolic links in a zip file. Only its central directory distinguishes them from files
 * (APPNOTE.TXT 4.3.12: the upper half of the external attributes is the Unix mode).
 */
final class ZipLinks {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int END_SIZE = 22;
  private static final int ENTRY_SIZE = 46;
  private static final int TYPE_MASK = 0170000;
  private static final int LINK = 0120000;

  private ZipLinks() {}

  static void refuse(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int tail = (int) Math.min(channel.size(), END_SIZE + 0xffff);
      ByteBuffer end = read(channel, channel.size() - tail, tail);
      int at = tail - END_SIZE;
      while (at >= 0 && end.getInt(at) != END_SIGNATURE) {
        at--;
      }
      if (at < 0) {
        throw new ArtifactException(
            "%s is not a zip file, or is truncated".formatted(file.getFileName()));
      }
      long size = end.getInt(at + 12) & 0xffffffffL;
      long offset = end.getInt(at + 16) & 0xffffffffL;
      if (offset == 0xffffffffL || size > Integer.MAX_VALUE) {
        throw new ArtifactException(
            "%s is a zip file larger than 4 GB: use tar instead".formatted(file.getFileName()));
      }
      check(read(channel, offset, (int) size));
    }
  }

  private static void check(ByteBuffer directory) throws ArtifactException {
    int at = 0;
    while (at + ENTRY_SIZE <= directory.limit() && directory.getInt(at) == ENTRY_SIGNATURE) {
      int nameLength = directory.getShort(at + 28) & 0xffff;
      int mode = directory.getInt(at + 38) >>> 16;
      if ((mode & TYPE_MASK) == LINK) {
        byte[] name = new byte[nameLength];
        directory.get(at + ENTRY_SIZE, name);
        throw new ArtifactException(
            "'%s' in the archive is a link, and is refused"
                .formatted(new String(name, StandardCharsets.UTF_8)));
      }
      at +=
          ENTRY_SIZE
              + nameLength
              + (directory.getShort(at + 30) & 0xffff)
              + (directory.getShort(at + 32) & 0xffff);
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // Repeats until the buffer is full or the file ends.
    }
    return bytes.flip();
  }
}
