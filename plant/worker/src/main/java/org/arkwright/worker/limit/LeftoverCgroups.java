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
  /** Bounds the cost of a close, however many groups are pending. */
  private static final int RETRIES_PER_REMOVAL = 4;

  private final Queue<Path> pending = new ConcurrentLinkedQueue<>();

  /** Removes a group, now or during a later call. */
  void remove(Path group) {
    tryRemove(group);
    for (int i = 0; i < RETRIES_PER_REMOVAL; i++) {
      Path earlier = pending.poll();
      if (earlier == null) {
        return;
      }
      tryRemove(earlier);
    }
  }

  private void tryRemove(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException _) {
      pending.add(group);
    }
  }
}
