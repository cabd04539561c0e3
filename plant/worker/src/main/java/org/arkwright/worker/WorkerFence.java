package org.arkwright.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.arkwright.worker.rank.ProcessGroups;
import org.arkwright.worker.rank.ProcessStat;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.RankRecords.RankRecord;

/**
 * Kills a worker of this machine that can no longer be trusted to fence its ranks, together with
 * its ranks. Its spool remains, so the next worker of the home reports them lost.
 */
public final class WorkerFence {
  private WorkerFence() {}

  /**
   * Kills the home's worker and every rank that it started.
   *
   * @throws IOException when their end is not certain, because the home cannot be read or a process
   *     has not ended yet; to be retried
   */
  public static void fence(Path home) throws IOException {
    Files.createDirectories(home);
    Optional<WorkerProcess> worker = WorkerProcess.last(home);
    if (worker.isPresent()) {
      worker.get().killIfOf(home);
    }
    try (FileChannel file =
            FileChannel.open(
                home.resolve(WorkerFolder.LOCK),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        throw new IOException("the worker of " + home + " has not ended yet");
      }
      RankRecords records = RankRecords.open(home.resolve("ranks"));
      records.revokePermits();
      if (worker.isEmpty()) {
        // No worker of this folder ran in this boot: whatever has these numbers now is not ours.
        return;
      }
      List<Long> running =
          records.all().stream()
              .filter(rank -> ProcessStat.isAlive(rank.pid(), rank.startTime()))
              .map(RankRecord::pid)
              .toList();
      ProcessGroups.kill(running);
      if (!running.isEmpty()) {
        throw new IOException(
            "killed %d ranks, whose end is not confirmed yet".formatted(running.size()));
      }
    }
  }
}
