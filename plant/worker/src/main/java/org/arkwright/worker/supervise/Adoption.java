package org.arkwright.worker.supervise;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.arkwright.model.job.RankExit;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.RankRecords.RankRecord;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.spool.SpooledAttempt;
import org.arkwright.worker.supervise.SupervisedRank.State;

/**
 * Takes over the ranks of earlier workers. Called with the supervisor's lock.
 *
 * @param bootId identifies this boot of the machine: processes of another boot are gone
 * @param ended is told of a rank that has no process any more
 * @param started is told of one that may have
 */
record Adoption(
    Spool spool,
    RankRecords records,
    LauncherTraces traces,
    RankIsolations isolations,
    RankReports reports,
    String bootId,
    BiConsumer<SupervisedRank, RankExit> ended,
    Started started) {
  /** Is told of a rank that has a process. */
  @FunctionalInterface
  interface Started {
    void started(SupervisedRank rank, RankProcess process, RankIsolation isolation);
  }

  /** Takes a rank over; returns whether it may have a process, whose end nobody else notices. */
  boolean takeOver(SupervisedRank rank, SpooledAttempt spooled) throws IOException {
    RankExit exit = spooled.exits().get(rank.rank);
    if (exit != null) {
      rank.state = new State.Ended(exit);
      rank.usage = Optional.ofNullable(spooled.usages().get(rank.rank));
      rank.end = Optional.ofNullable(spooled.ends().get(rank.rank)).map(NotedEnd::at);
      rank.attempt.ranksLeft--;
      reports.add(rank);
      return false;
    }
    if (!spooled.bootId().equals(bootId)) {
      rank.end = traces.endBefore(rank, spool.keptNanos());
      // Numbers of processes mean nothing in another boot.
      records.delete(rank.attempt.id(), rank.rank);
      ended.accept(rank, new RankExit.Lost("the machine was restarted"));
      return false;
    }
    Optional<RankRecord> record = records.read(rank.attempt.id(), rank.rank);
    if (record.isEmpty()) {
      rank.end = spool.keptNanos().map(NotedEnd::at);
      ended.accept(rank, new RankExit.NeverRan("its worker crashed before it could start"));
      return false;
    }
    RankProcess process = new RankProcess.Adopted(record.get().pid(), record.get().startTime());
    rank.seenAlive = process.isAlive();
    if (!rank.seenAlive) {
      rank.end = traces.endBefore(rank, spool.keptNanos());
    }
    started.started(
        rank, process, isolations.adopt(rank.attempt.id(), rank.rank, rank.attempt.launch.spec()));
    return true;
  }
}
