package org.arkwright.ranklog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes in a file when a rank's output had which size. The file stays small: when it is full, every
 * other note goes, and the next ones are made half as often. Not thread-safe.
 */
public final class LogGrowth {
  private static final int NOTES_MAX = 4000;
  private static final long INTERVAL_MILLIS = 900;

  private final Path log;
  private final Path times;
  private final List<String> notes = new ArrayList<>();
  private boolean read;
  private long notedSize;
  private long notedAt;
  private long interval = INTERVAL_MILLIS;

  /** Goes on with the notes of whoever wrote them before. */
  public LogGrowth(Path log, Path times) {
    this.log = log;
    this.times = times;
  }

  /** Adds a note if the output has grown since the last one, and that is not just a moment ago. */
  public void note(long atMillis) throws IOException {
    long size = sizeNow();
    if (!read) {
      read = true;
      continueFrom(size);
    }
    if (size == notedSize || atMillis - notedAt < interval) {
      return;
    }
    String line = size + " " + atMillis;
    notes.add(line);
    notedSize = size;
    notedAt = atMillis;
    if (notes.size() > NOTES_MAX) {
      thin();
    } else {
      Files.writeString(
          times,
          line + "\n",
          StandardCharsets.US_ASCII,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private long sizeNow() throws IOException {
    try {
      return Files.size(log);
    } catch (NoSuchFileException _) {
      return 0;
    }
  }

  /** Reads the notes of an earlier worker. */
  private void continueFrom(long size) throws IOException {
    if (Files.exists(times)) {
      for (String line : Files.readAllLines(times, StandardCharsets.ISO_8859_1)) {
        if (line.matches("\\d{1,18} \\d{1,18}")) {
          notes.add(line);
        }
      }
    }
    notedSize = notes.isEmpty() ? 0 : sizeOf(notes.getLast());
    if (notedSize > size) { // Another file than the one that was noted.
      notes.clear();
      notedSize = 0;
      Files.deleteIfExists(times);
    }
  }

  private static long sizeOf(String note) {
    return Long.parseLong(note.substring(0, note.indexOf(' ')));
  }

  private void thin() throws IOException {
    List<String> kept = new ArrayList<>();
    for (int i = notes.size() - 1; i >= 0; i -= 2) {
      kept.addFirst(notes.get(i));
    }
    notes.clear();
    notes.addAll(kept);
    interval *= 2;
    Files.writeString(times, String.join("\n", notes) + "\n", StandardCharsets.US_ASCII);
  }
}
