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
   * What is known of a launcher that has ended.
   *
   * @param record what it wrote; empty if it wrote nothing
   * @param alone whether it was killed alone, and not with all of its process group; also where
   *     that cannot be told
   */
  record End(Optional<RankRecord> record, boolean alone) {}

  /** Returns how a launcher has ended. Kills the group of one that could not do so itself. */
  End afterEnd(SupervisedRank rank, RankProcess process) {
    Optional<RankRecord> record = Optional.empty();
    boolean alone = true;
    try {
      record = records.read(rank.attempt.id(), rank.rank);
      boolean completed = record.filter(known -> known.status().isPresent()).isPresent();
      if (!completed && isGone(process)) {
        alone = isSandboxed(rank) || ProcessGroups.outlives(process.pid());
        // The number still belongs to its group: the kernel does not reuse that of an existing one.
        ProcessGroups.kill(List.of(process.pid()));
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "could not read the record of " + rank.attempt.id() + "." + rank.rank, e);
    }
    return new End(record, alone);
  }

  /**
   * When a rank ended that no worker saw end: its launcher's word, or else the last time that a
   * worker was there, which would have noted an earlier end.
   *
   * @param keptNanos that time, in nanoseconds since the Unix epoch; empty where it is unknown
   */
  Optional<NotedEnd> endBefore(SupervisedRank rank, Optional<Long> keptNanos) {
    try {
      return records.endedNanos(rank.attempt.id(), rank.rank).or(() -> keptNanos).map(NotedEnd::at);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "could not read the record of " + rank.attempt.id() + "." + rank.rank, e);
      return keptNanos.map(NotedEnd::at);
    }
  }

  /** The program around a sandbox ends with its launcher, so nothing ever outlives one. */
  private static boolean isSandboxed(SupervisedRank rank) {
    return rank.attempt.launch.spec().execution().isolation().sandboxed();
  }

  /** Whether nothing has its number, except itself where nobody has heard of its end. */
  private static boolean isGone(RankProcess process) {
    return ProcessStat.of(process.pid())
        .filter(stat ->
            switch (process) {
              case RankProcess.Child _ -> true;
              case RankProcess.Adopted(_, long start) ->
                  stat.startTime() != start || !stat.hasEnded();
            })
        .isEmpty();
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
