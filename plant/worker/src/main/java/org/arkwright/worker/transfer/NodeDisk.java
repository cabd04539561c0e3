package org.arkwright.worker.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;

/**
 * The disk of the node's store, which is also that of the folders that ranks work in.
 *
 * @param kept what cannot be removed to make room
 */
record NodeDisk(ArtifactStore store, Path folder, KeptFiles kept) {
  /** As much is left free for the worker's records and the ranks' output. */
  private static final long RESERVE = 64L << 20;

  /** Of a small disk, so much is enough. */
  private static final long RESERVE_PARTS = 16;

  /**
   * Makes room for files, by removing such as no attempt needs.
   *
   * @param toFetch how much is written to the store
   * @param toCopy how much is then copied into the folders of the attempt
   * @throws IOException when there is not as much room; the message has the figures
   */
  void require(long toFetch, long toCopy) throws IOException {
    long needed = toFetch + toCopy + reserve();
    if (free() >= needed || isUnknown()) {
      return;
    }
    Set<Digest> inUse = kept.all();
    long without = Math.max(0, used() - (needed - free()));
    var _ = store.shrink(new Bytes(without), inUse::contains);
    long free = free();
    if (free < needed) {
      throw full(toFetch, toCopy, free);
    }
  }

  /** The failure of a disk that has no room, in figures, and what to do. */
  IOException full(long toFetch, long toCopy, long free) {
    return new IOException(
        ("the disk of this node is full: its inputs need %s (%s to fetch, %s for its own copy) and"
                + " %s to spare, and %s are free at %s. Free space there, or run it on a node with"
                + " more")
            .formatted(
                new Bytes(toFetch + toCopy),
                new Bytes(toFetch),
                new Bytes(toCopy),
                new Bytes(reserve()),
                new Bytes(free),
                folder));
  }

  long free() {
    return folder.toFile().getUsableSpace();
  }

  private long used() {
    return Math.max(0, folder.toFile().getTotalSpace() - free());
  }

  private long reserve() {
    return Math.min(RESERVE, folder.toFile().getTotalSpace() / RESERVE_PARTS);
  }

  /** Some file systems tell no sizes. */
  private boolean isUnknown() {
    return folder.toFile().getTotalSpace() == 0;
  }
}
