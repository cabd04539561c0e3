package org.arkwright.worker.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.LogPiece;
import org.arkwright.ranklog.RankLogs;
import org.jspecify.annotations.Nullable;

/** Reads what ranks have written on this node, piece by piece, while they write. Thread-safe. */
public final class LogReader {
  private final RankLogs logs;

  /**
   * @param logs the files on this node
   */
  public LogReader(RankLogs logs) {
    this.logs = logs;
  }

  /**
   * Returns a rank's output from an offset on, or from where older output was dropped; null where
   * there is none yet. Blocks.
   *
   * @param from in bytes
   * @param max the most bytes, at most {@link LogPiece#BYTES_MAX}
   */
  public @Nullable LogPiece next(AttemptId attempt, int rank, long from, int max)
      throws IOException {
    Path file = logs.file(attempt, rank);
    long size = size(attempt, rank);
    if (size <= from) {
      return null;
    }
    long dropped = RankLogs.droppedBytes(file);
    long begin = Math.max(from, dropped);
    if (size <= begin) {
      return null;
    }
    byte[] content = read(file, begin, (int) Math.min(max, size - begin));
    if (RankLogs.droppedBytes(file) > begin) {
      return null; // Dropped meanwhile: what was read may be zeros.
    }
    long age = System.currentTimeMillis() - writtenAt(attempt, rank, begin + content.length, size);
    return new LogPiece(attempt, rank, begin, dropped, Math.max(0, age), content);
  }

  /** Returns how much a rank has written, in bytes. Blocks. */
  long size(AttemptId attempt, int rank) {
    try {
      return Files.size(logs.file(attempt, rank));
    } catch (IOException _) {
      return 0; // Nothing was written yet.
    }
  }

  /** When the output had grown to that offset, in milliseconds since the Unix epoch. */
  private long writtenAt(AttemptId attempt, int rank, long offset, long size) throws IOException {
    long last = Files.getLastModifiedTime(logs.file(attempt, rank)).toMillis();
    if (offset >= size) {
      return last;
    }
    Path times = logs.times(attempt, rank);
    if (Files.exists(times)) {
      for (String line : Files.readAllLines(times, StandardCharsets.ISO_8859_1)) {
        int blank = line.indexOf(' ');
        if (line.matches("\\d{1,18} \\d{1,18}")
            && Long.parseLong(line.substring(0, blank)) >= offset) {
          return Long.parseLong(line.substring(blank + 1));
        }
      }
    }
    return last;
  }

  private static byte[] read(Path file, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
        // Reads on: a channel may return less than asked for.
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
