package org.arkwright.artifact.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.model.unit.Bytes;

/**
 * The part of a disk that imports leave free: the journal is often on the same one, and without
 * room for it nothing goes on. Thread-safe.
 */
final class DiskReserve {
  private static final long BYTES_MAX = 64L << 20;

  /** Of a small disk, so much is enough. */
  private static final long PARTS = 16;

  /** How much is written before the next look, which costs a system call. */
  private static final long LOOK_BYTES = 1L << 20;

  private final Path folder;
  private final AtomicLong sinceLook = new AtomicLong();

  /**
   * @param folder on the disk
   */
  DiskReserve(Path folder) {
    this.folder = folder;
  }

  /**
   * Notes what was written.
   *
   * @throws StoreFullException when too little is left
   */
  void written(long bytes) throws StoreFullException {
    if (sinceLook.addAndGet(bytes) < LOOK_BYTES) {
      return;
    }
    sinceLook.set(0);
    long total = folder.toFile().getTotalSpace();
    long free = folder.toFile().getUsableSpace();
    // Some file systems tell no sizes.
    if (total > 0 && free < Math.min(BYTES_MAX, total / PARTS)) {
      throw new StoreFullException(
          new IOException("%s are free of %s".formatted(new Bytes(free), new Bytes(total))));
    }
  }
}
