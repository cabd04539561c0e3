package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.arkwright.worker.rank.ProcessGroups;
import org.arkwright.worker.rank.ProcessStat;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.RankRecords.RankRecord;

/** What a launcher wrote, and what it may still do. */
final class LauncherTraces {
  private static final Logger LOG = System.getLogger(LauncherTraces.class.getName());

  private final RankRecords records;

  LauncherTraces(RankRecords records) {
    this.records = records;
  }

  /**
   * Returns the record of a launcher that has ended; empty if it left none. Kills the group of one
   * that could not do so itself.
   */
  Optional<RankRecord> afterEnd(SupervisedRank rank, RankProcess process) {
    Optional<RankRecord> record = Optional.empty();
    try {
      record = records.read(rank.attempt.id(), rank.rank);
      boolean completed = record.filter(known -> known.status().isPresent()).isPresent();
      if (!completed && ProcessStat.of(process.pid()).isEmpty()) {
        // The number still belongs to its group: the kernel does not reuse that of an existing one.
        ProcessGroups.kill(List.of(process.pid()));
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "could not read the record of " + rank.attempt.id() + "." + rank.rank, e);
    }
    return record;
  }

  /** Precedes a stop signal, which a launcher about to execute its command could miss. */
  void preventStart(SupervisedRank rank) {
    try {
      records.preventStart(rank.attempt.id(), rank.rank);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "could not prevent the start of " + rank.attempt.id() + "." + rank.rank,
          e);
    }
  }
}
