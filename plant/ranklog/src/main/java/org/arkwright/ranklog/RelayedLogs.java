package org.arkwright.ranklog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.LogPiece;

/**
 * Writes the output of ranks on other machines to the files in which it would be if they ran here,
 * with its times and what was dropped of it: whoever reads them need not know. Thread-safe; blocks.
 */
public final class RelayedLogs {
  private static final int GROWTHS_MAX = 4096;
  private static final int LOCKS = 64;

  private final RankLogs logs;
  private final LogBound bound;
  private final InstantSource clock;
  private final Object[] locks = new Object[LOCKS];
  private final Map<Path, LogGrowth> growths =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, LogGrowth> eldest) {
          return size() > GROWTHS_MAX;
        }
      };

  /**
   * @param bound how much of each output is kept
   */
  public RelayedLogs(RankLogs logs, LogBound bound, InstantSource clock) {
    this.logs = logs;
    this.bound = bound;
    this.clock = clock;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Adds a piece. What is here already is not written again; of one that begins behind the end,
   * nothing is.
   *
   * @return where the next piece begins, in bytes; empty if the attempt's output was removed
   */
  public Optional<Long> add(LogPiece piece) throws IOException {
    Path file = logs.file(piece.attempt(), piece.rank());
    synchronized (locks[Math.floorMod(file.hashCode(), LOCKS)]) {
      if (Files.exists(logs.removal(piece.attempt()))) {
        return Optional.empty();
      }
      long size = size(file);
      if (piece.droppedBytes() > size) {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        // Noted first: a reader must not take the zeros for output.
        WholeFile.replace(
            RankLogs.dropped(file),
            Long.toString(piece.droppedBytes()).getBytes(StandardCharsets.US_ASCII));
        size = piece.droppedBytes();
      }
      long known = size - piece.offset();
      if (known < 0 || known >= piece.content().length) {
        return Optional.of(size);
      }
      write(file, size, piece, (int) known);
      return Optional.of(piece.offset() + piece.content().length);
    }
  }

  /** Returns how much of a rank's output is here, in bytes: where the next piece begins. */
  public long size(AttemptId attempt, int rank) throws IOException {
    return size(logs.file(attempt, rank));
  }

  private void write(Path file, long size, LogPiece piece, int known) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(piece.content(), known, piece.content().length - known);
      long at = size;
      while (content.hasRemaining()) {
        at += channel.write(content, at);
      }
    }
    long writtenMillis = clock.millis() - piece.ageMillis();
    Files.setLastModifiedTime(file, FileTime.fromMillis(writtenMillis));
    growth(file, logs.times(piece.attempt(), piece.rank())).note(writtenMillis);
    bound.hold(file);
  }

  private LogGrowth growth(Path file, Path times) {
    synchronized (growths) {
      return growths.computeIfAbsent(file, _ -> new LogGrowth(file, times));
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException _) {
      return 0;
    }
  }
}
