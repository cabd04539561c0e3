package org.arkwright.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  private final boolean mayBeAbandoned;

  /** Whether the end of the lease was logged; of the one thread. */
  private boolean fencing;

  /**
   * @param mayBeAbandoned whether the control plane starts another worker when it is back; on a
   *     host that has joined nobody does
   */
  WorkerWatch(
      WorkerProcess self,
      Path home,
      Lease lease,
      Supervisor supervisor,
      ServerLink link,
      boolean mayBeAbandoned) {
    this.self = self;
    this.home = home;
    this.lease = lease;
    this.supervisor = supervisor;
    this.link = link;
    this.mayBeAbandoned = mayBeAbandoned;
  }

  /** Watches until the worker is to end, which it then says to the link. */
  void run() throws InterruptedException {
    Folder before = Folder.OURS;
    while (!isAbandoned()) {
      Folder now = look();
      boolean again = now == before; // A file system may be between two states.
      if (again && now == Folder.GONE) {
        endRanks();
        break;
      }
      if (again && now == Folder.DAMAGED) {
        restore();
      }
      before = now;
      pause();
    }
    link.end();
  }

  private void pause() throws InterruptedException {
    Duration left = lease.left();
    if (left.isPositive()) {
      fencing = false;
      Thread.sleep(left.compareTo(PAUSE_MAX) < 0 ? left : PAUSE_MAX);
    } else {
      if (!fencing && !supervisor.attempts().isEmpty()) {
        fencing = true;
        LOG.warning(
            "no answer of the control plane for %d s: the lease has ended, and with it the ranks of %s"
                .formatted(link.silence().toSeconds(), supervisor.attempts()));
      }
      supervisor.fence("the control plane was unreachable until the lease expired");
      Thread.sleep(FENCE_PAUSE);
    }
  }

  private boolean isAbandoned() {
    if (!mayBeAbandoned
        || !supervisor.attempts().isEmpty()
        || link.silence().compareTo(ABANDONED_AFTER) < 0) {
      return false;
    }
    LOG.info("no attempts, and no control plane for " + ABANDONED_AFTER);
    return true;
  }

  private enum Folder {
    OURS,
    /** Ours, but without a record of this worker that can be read. */
    DAMAGED,
    /** Deleted, or replaced by one that another worker wrote. */
    GONE
  }

  private Folder look() {
    try {
      Optional<WorkerProcess> recorded = WorkerProcess.recorded(home);
      if (self.isForeignTo(home) || recorded.filter(other -> !other.equals(self)).isPresent()) {
        return Folder.GONE;
      }
      if (recorded.isPresent()) {
        return Folder.OURS;
      }
      // A folder that is being deleted loses all of its files.
      return Files.exists(home.resolve(WorkerFolder.LOCK)) ? Folder.DAMAGED : Folder.GONE;
    } catch (NoSuchFileException _) {
      return Folder.GONE;
    } catch (IOException e) {
      LOG.warning("cannot read the worker's folder: " + e);
      return Folder.OURS;
    }
  }

  private void restore() {
    try {
      self.write(home);
      LOG.warning("the record of this worker was missing or damaged, and is written again");
    } catch (IOException e) {
      LOG.warning("the record of this worker cannot be written: " + e);
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
