package org.arkwright.cli.home;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.model.unit.Bytes;

/**
 * What is free on a file system. Some of a network or in user space tell no sizes: 0 of 0.
 *
 * @param free in bytes, what this user may still write
 * @param total in bytes
 */
public record DiskSpace(long free, long total) {
  /** Less than a start writes at the least. */
  private static final long FULL = 1L << 20;

  private static final long LITTLE = 1L << 30;
  private static final int LITTLE_PERCENT = 5;

  /** Returns that of the file system with this file or folder, which has to exist. */
  public static DiskSpace at(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    return new DiskSpace(store.getUsableSpace(), store.getTotalSpace());
  }

  /** Whether the file system tells its sizes. */
  public boolean isKnown() {
    return total > 0;
  }

  /** Whether nothing can be written. */
  public boolean isFull() {
    return isKnown() && free < FULL;
  }

  /** Whether it may soon be full. */
  public boolean isLittle() {
    return isKnown() && (free < LITTLE || free < total / 100 * LITTLE_PERCENT);
  }

  /** As "12 GiB of 100 GiB are free". */
  @Override
  public String toString() {
    return isKnown()
        ? "%s of %s are free".formatted(new Bytes(free), new Bytes(total))
        : "an unknown amount is free";
  }
}
