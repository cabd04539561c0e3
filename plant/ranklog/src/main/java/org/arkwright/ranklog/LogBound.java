package org.arkwright.ranklog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.arkwright.file.FileHole;
import org.arkwright.file.WholeFile;
import org.arkwright.model.unit.Bytes;

/**
 * A bound on the disk space of a rank's log: the oldest output is dropped. Ranks write their logs
 * themselves and know nothing of it, and offsets stay what they were for whoever is reading.
 *
 * @param max the bytes that are kept, of the newest output
 */
public record LogBound(Bytes max) {
  /** What a week of a talkative training writes. */
  public static final LogBound DEFAULT = new LogBound(Bytes.ofMebibytes(256));

  /** Space is given back in whole blocks of the file system. */
  private static final long BLOCK = 4096;

  /** Drops what is too much of a log, once it is a quarter more than the bound. */
  public void hold(Path log) throws IOException {
    long size;
    try {
      size = Files.size(log);
    } catch (NoSuchFileException _) {
      return;
    }
    Path note = RankLogs.dropped(log);
    long dropped = RankLogs.droppedBytes(log);
    long kept = Math.max(BLOCK, max.value());
    if (size - dropped <= kept + kept / 4) {
      return;
    }
    long drop = (size - kept) / BLOCK * BLOCK;
    // Noted first: a reader must not take the zeros for output.
    WholeFile.replace(note, Long.toString(drop).getBytes(StandardCharsets.US_ASCII));
    FileHole.release(log, drop);
  }
}
