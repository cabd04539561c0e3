package org.arkwright.api.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * When a rank's output had which size, as the worker noted it about once a second.
 *
 * @param marks in the order of time
 */
record LogTimes(List<Mark> marks) {
  LogTimes {
    marks = List.copyOf(marks);
  }

  /** At that time, in milliseconds since the Unix epoch, the output had that many bytes. */
  record Mark(long size, long atMillis) {}

  /** Reads a file of marks; lines that are none, such as an unfinished last one, are skipped. */
  static LogTimes read(Path file) {
    List<Mark> marks = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        if (line.matches("\\d{1,18} \\d{13,18}")) {
          int space = line.indexOf(' ');
          marks.add(
              new Mark(
                  Long.parseLong(line.substring(0, space)),
                  Long.parseLong(line.substring(space + 1))));
        }
      }
    } catch (NoSuchFileException _) {
      // The rank wrote nothing, or a worker of an earlier version watched it.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return new LogTimes(marks);
  }

  /** Adds when the output grew last, which the file itself tells. */
  LogTimes withEnd(Path log) {
    List<Mark> all = new ArrayList<>(marks);
    try {
      Mark end = new Mark(Files.size(log), Files.getLastModifiedTime(log).toMillis());
      if (all.isEmpty() || all.getLast().size() < end.size()) {
        all.add(end);
      }
    } catch (IOException _) {
      // The rank has written nothing.
    }
    return new LogTimes(all);
  }

  /** Returns how much had surely been written by that time; 0 if nothing is known. */
  long sizeAt(long millis) {
    long size = 0;
    for (Mark mark : marks) {
      if (mark.atMillis() > millis) {
        break;
      }
      size = mark.size();
    }
    return size;
  }
}
