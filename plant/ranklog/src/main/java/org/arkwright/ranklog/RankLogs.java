package org.arkwright.ranklog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.model.id.AttemptId;

/**
 * The layout of the ranks' log files. A rank writes its file directly, so no intermediate process
 * can lose a line; the control plane reads the same file.
 */
public record RankLogs(Path root) {
  /** The name of the file that says since when an attempt's output is gone. */
  public static final String REMOVED = "removed";

  /** Returns the folder with everything about the output of an attempt. */
  public Path folder(AttemptId attempt) {
    return root.resolve(attempt.job().toString()).resolve(Integer.toString(attempt.number()));
  }

  /** Returns the file with both output streams of a rank, in the order written. */
  public Path file(AttemptId attempt, int rank) {
    return folder(attempt).resolve("rank-" + rank + ".log");
  }

  /**
   * Returns the file that tells when a rank's output had grown how far: lines of the size in bytes
   * and the time in milliseconds since the Unix epoch, both increasing. The worker writes it while
   * the rank runs; it may be missing.
   */
  public Path times(AttemptId attempt, int rank) {
    return file(attempt, rank).resolveSibling("rank-" + rank + ".times");
  }

  /** Returns the file with what the attempt used over time; it is as old as the output, at most. */
  public Path samples(AttemptId attempt) {
    return folder(attempt).resolve("samples.series");
  }

  /** Returns the file that says since when an attempt's output is gone; missing while it is not. */
  public Path removal(AttemptId attempt) {
    return file(attempt, 0).resolveSibling(REMOVED);
  }

  /**
   * Returns the file that tells up to which offset, in bytes, a rank's output was dropped because
   * there was too much of it. The bytes before it read as zeros; offsets stay what they were. The
   * file is missing where nothing was dropped.
   */
  public static Path dropped(Path log) {
    return log.resolveSibling(log.getFileName() + ".dropped");
  }

  /** Returns the offset up to which an output was dropped; 0 where nothing was. Blocks. */
  public static long droppedBytes(Path log) {
    try {
      return Long.parseLong(Files.readString(dropped(log)).strip());
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }
}
