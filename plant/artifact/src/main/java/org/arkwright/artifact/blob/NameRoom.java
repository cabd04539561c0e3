package org.arkwright.artifact.blob;

import java.io.IOException;
import org.arkwright.model.unit.Bytes;

/**
 * The memory for the names of files that are being stored, shared by all who store in a process:
 * whoever brings a million long names must not end it for everybody. Thread-safe.
 */
public final class NameRoom {
  /** What a file takes besides its name: its digest and places in lists; measured. */
  private static final int FILE_BYTES = 320;

  private final long most;
  private long taken;

  public NameRoom(long most) {
    this.most = most;
  }

  /** A room of half of this process's memory. */
  static NameRoom ofHeap() {
    return new NameRoom(Runtime.getRuntime().maxMemory() / 2);
  }

  /** What a file of that path takes. */
  public static long of(String path) {
    return FILE_BYTES + 2L * path.length();
  }

  /**
   * Takes room.
   *
   * @param own what the caller has of it
   * @throws ArtifactException when the caller alone wants more than half
   * @throws StoreBusyException when too many want room at the same time; later it may be there
   */
  public synchronized void take(long bytes, long own) throws IOException {
    if (own + bytes > most / 2) {
      throw new ArtifactException(
          ("the names of the files need more memory than the %s that one import or output may"
                  + " take: use fewer files or shorter names, or pack them into archives")
              .formatted(new Bytes(most / 2)));
    }
    if (taken + bytes > most) {
      throw new StoreBusyException(
          "too many files are being stored at the same time: try again when others are done");
    }
    taken += bytes;
  }

  public synchronized void give(long bytes) {
    taken -= bytes;
  }
}
