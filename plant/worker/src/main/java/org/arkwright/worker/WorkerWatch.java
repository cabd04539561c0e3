package org.arkwright.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Logger;
import org.arkwright.worker.link.Lease;
import org.arkwright.worker.link.ServerLink;
import org.arkwright.worker.supervise.Supervisor;

/**
 * Ends the ranks when their worker may no longer keep them, and the worker when nobody needs it or
 * its folder is gone. One thread runs it.
 */
final class WorkerWatch {
  private static final Logger LOG = Logger.getLogger("org.arkwright.worker");
  private static final Duration PAUSE_MAX = Duration.ofSeconds(1);
  private static final Duration FENCE_PAUSE = Duration.ofMillis(200);

  /** The time that a worker without attempts waits for an unreachable control plane. */
  private static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);

  /** The time for ranks to end after their worker's folder is gone. */
  private static final Duration LAST_FENCE = Duration.ofSeconds(2);

  private final WorkerProcess self;
  private final Path home;
  private final Lease lease;
  private final Supervisor supervisor;
  private final ServerLink link;

  WorkerWatch(WorkerProcess self, Path home, Lease lease, Supervisor supervisor, ServerLink link) {
    this.self = self;
    this.home = home;
    this.lease = lease;
    this.supervisor = supervisor;
    this.link = link;
  }

  /** Watches until the worker is to end, which it then says to the link. */
  void run() throws InterruptedException {
    boolean gone = false;
    while (!isAbandoned()) {
      if (hasLostItsFolder()) {
        if (gone) {
          endRanks();
          break;
        }
        gone = true; // Looked at once more, since a file system may be between two states.
      } else {
        gone = false;
      }
      pause();
    }
    link.end();
  }

  private void pause() throws InterruptedException {
    Duration left = lease.left();
    if (left.isPositive()) {
      Thread.sleep(left.compareTo(PAUSE_MAX) < 0 ? left : PAUSE_MAX);
    } else {
      supervisor.fence("the control plane was unreachable until the lease expired");
      Thread.sleep(FENCE_PAUSE);
    }
  }

  private boolean isAbandoned() {
    if (!supervisor.attempts().isEmpty() || link.silence().compareTo(ABANDONED_AFTER) < 0) {
      return false;
    }
    LOG.info("no attempts, and no control plane for " + ABANDONED_AFTER);
    return true;
  }

  /** Whether the folder was deleted, or replaced by one that another worker wrote. */
  private boolean hasLostItsFolder() {
    try {
      Optional<WorkerProcess> recorded = WorkerProcess.recorded(home);
      return !recorded.equals(Optional.of(self)) || self.isForeignTo(home);
    } catch (IOException e) {
      LOG.warning("cannot read the worker's folder: " + e);
      return false;
    }
  }

  private void endRanks() throws InterruptedException {
    LOG.severe(home + " is gone: its ranks are ended, and this worker with them");
    System.err.println(home + " is gone: its ranks are ended, and this worker with them");
    long until = System.nanoTime() + LAST_FENCE.toNanos();
    while (System.nanoTime() - until < 0 && !supervisor.attempts().isEmpty()) {
      supervisor.fence("the home of its worker was deleted");
      Thread.sleep(FENCE_PAUSE);
    }
  }
}
