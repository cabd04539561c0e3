package org.arkwright.api.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the end of a rank's output. */
public final class LogTailBuffer {
  private static final int BYTES_MAX = 8 * 1024;

  private LogTailBuffer() {}

  /**
   * Returns the last lines among the last {@value #BYTES_MAX} bytes; none when the file cannot be
   * read.
   */
  public static List<String> lines(Path file, int max) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long from = Math.max(0, channel.size() - BYTES_MAX);
      ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX);
      channel.position(from);
      while (buffer.hasRemaining() && channel.read(buffer) > 0) {
        // Reads on to the end of the file.
      }
      List<String> lines =
          new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - max), lines.size());
    } catch (IOException _) {
      return List.of();
    }
  }
}
