package org.arkwright.worker.supervise;

import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.model.job.RankExit;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.rank.SessionLeader;
import org.arkwright.worker.spool.RankRecords.RankRecord;

/** Determines the exit of a rank from the evidence left after its end. */
final class RankVerdict {
  /** The exit status of a launcher that could not run its command. */
  private static final int LAUNCHER_FAILED = 125;

  private RankVerdict() {}

  /**
   * Returns the exit of a rank whose launcher has ended.
   *
   * @param record the launcher's record, with status 128 + n for signal n
   */
  static RankExit of(
      SupervisedRank rank, RankProcess process, boolean outOfMemory, Optional<RankRecord> record) {
    OptionalInt status = record.map(RankRecord::status).orElse(OptionalInt.empty());
    if (status.equals(OptionalInt.of(RankRecord.NOT_PERMITTED))) {
      return new RankExit.NeverRan("its worker crashed before it could start");
    }
    if (rank.fencedBecause != null) {
      return new RankExit.Lost(rank.fencedBecause);
    }
    if (outOfMemory) {
      return new RankExit.OutOfMemory(rank.attempt.launch.spec().gang().resources().memory());
    }
    if (rank.attempt.stopRequested) {
      return new RankExit.Stopped(rank.killed);
    }
    if (status.isPresent()) {
      return ofStatus(status.getAsInt());
    }
    return switch (process) {
      case RankProcess.Child(SessionLeader child) when child.exit().isCompletedExceptionally() ->
          new RankExit.Lost("its exit status is unknown");
      case RankProcess.Child(SessionLeader child)
          when record.isEmpty() && child.exit().join() == LAUNCHER_FAILED ->
          new RankExit.Unstartable("its launcher could not write to the worker's spool folder");
      case RankProcess.Child(SessionLeader child) when child.exit().join() > 128 ->
          launcherKilled(child.exit().join() - 128, record.isPresent());
      case RankProcess.Child(SessionLeader child) -> ofStatus(child.exit().join());
      case RankProcess.Adopted _ ->
          new RankExit.Lost("it ended without a record while the worker was down");
    };
  }

  /** A launcher records how its command ended, unless it was killed itself. */
  private static RankExit launcherKilled(int signal, boolean mayHaveRun) {
    String why = "its launcher was killed by signal " + signal;
    return mayHaveRun ? new RankExit.Lost(why) : new RankExit.NeverRan(why);
  }

  private static RankExit ofStatus(int status) {
    return status > 128 && status <= 128 + 64
        ? new RankExit.Signalled(status - 128)
        : new RankExit.Exited(status);
  }
}
