package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Groups that could not be removed yet, because a killed process takes a moment to end.
 * Thread-safe.
 */
final class LeftoverCgroups {
  private final Queue<Path> pending = new ConcurrentLinkedQueue<>();

  /** Tries once more to remove each group that could not be removed before. */
  void retry() {
    for (int left = pending.size(); left > 0; left--) {
      Path group = pending.poll();
      if (group != null) {
        remove(group);
      }
    }
  }

  /** Removes a group, now or in a later {@link #retry}. */
  void remove(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException _) {
      pending.add(group);
    }
  }
}
