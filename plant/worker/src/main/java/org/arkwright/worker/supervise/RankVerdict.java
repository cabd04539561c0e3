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

  /** The one signal that ends a launcher, which waits for its command through the others. */
  private static final int KILL = 9;

  private RankVerdict() {}

  /**
   * Returns the exit of a rank whose launcher has ended.
   *
   * @param end what the launcher left; its record has status 128 + n for signal n
   */
  static RankExit of(
      SupervisedRank rank, RankProcess process, boolean outOfMemory, LauncherTraces.End end) {
    Optional<RankRecord> record = end.record();
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
          launcherKilled(child.exit().join() - 128, record.isPresent(), end.alone());
      case RankProcess.Child(SessionLeader child) -> ofStatus(child.exit().join());
      case RankProcess.Adopted _ when !rank.seenAlive ->
          new RankExit.Lost("it ended without a record while the worker was down");
      case RankProcess.Adopted _ when end.alone() -> new RankExit.Lost("its launcher was killed");
      case RankProcess.Adopted _ -> new RankExit.Signalled(KILL);
    };
  }

  /**
   * A launcher records how its command ended, unless it was killed itself: alone, by whoever did
   * not mean the job; or with the whole process group, which is how a job ends all of its own.
   */
  private static RankExit launcherKilled(int signal, boolean mayHaveRun, boolean alone) {
    String why = "its launcher was killed by signal " + signal;
    if (!mayHaveRun) {
      return new RankExit.NeverRan(why);
    }
    return alone ? new RankExit.Lost(why) : new RankExit.Signalled(signal);
  }

  private static RankExit ofStatus(int status) {
    return status > 128 && status <= 128 + 64
        ? new RankExit.Signalled(status - 128)
        : new RankExit.Exited(status);
  }
}
