package org.arkwright.worker.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The times of files as evidence of when something happened that nobody was there to note. */
final class FileTimes {
  private FileTimes() {}

  /**
   * When the file was last changed, in nanoseconds since the Unix epoch; empty without the file.
   */
  static Optional<Long> changedNanos(Path file) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }
}
