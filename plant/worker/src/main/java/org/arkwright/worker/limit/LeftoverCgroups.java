package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Groups that could not be removed yet, since a killed process takes a moment to be gone. Safe for
 * several threads.
 */
final class LeftoverCgroups {
  /** So that a close stays cheap whatever was left. */
  private static final int RETRIES_PER_REMOVAL = 4;

  private final Queue<Path> waiting = new ConcurrentLinkedQueue<>();

  /** Removes a group, now or with a later call. */
  void remove(Path group) {
    tryRemove(group);
    for (int i = 0; i < RETRIES_PER_REMOVAL; i++) {
      Path earlier = waiting.poll();
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
      waiting.add(group);
    }
  }
}
