package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.model.job.RankExit;
import org.arkwright.worker.Launches;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.spool.RankRecords.RankRecord;
import org.junit.jupiter.api.Test;

/** What is said of a rank's end, by what its launcher left. */
final class RankVerdictTest {
  private static final RankProcess ADOPTED = new RankProcess.Adopted(10, 20);

  private final SupervisedAttempt attempt = new SupervisedAttempt(Launches.launch(1, 2));
  private final SupervisedRank rank = attempt.ranks.get(1);

  @Test
  void recordedStatus_isTheCommandsOwn() {
    assertThat(recorded(0)).isEqualTo(new RankExit.Exited(0));
    assertThat(recorded(125)).isEqualTo(new RankExit.Exited(125));
    assertThat(recorded(128)).isEqualTo(new RankExit.Exited(128));
    assertThat(recorded(129)).isEqualTo(new RankExit.Signalled(1));
    assertThat(recorded(137)).isEqualTo(new RankExit.Signalled(9));
    assertThat(recorded(192)).isEqualTo(new RankExit.Signalled(64));
    assertThat(recorded(193)).isEqualTo(new RankExit.Exited(193));
  }

  @Test
  void launcherThatWasNotPermittedToStart_neverRan_whateverElseHappened() {
    rank.fencedBecause = "its lease is over";
    attempt.stopRequested = true;
    assertThat(verdict(true, record(OptionalInt.of(RankRecord.NOT_PERMITTED)), true))
        .isInstanceOf(RankExit.NeverRan.class);
  }

  @Test
  void fence_comesBeforeMemory_andMemoryBeforeTheStop() {
    attempt.stopRequested = true;
    assertThat(recorded(143)).isEqualTo(new RankExit.Stopped(false));
    rank.killed = true;
    assertThat(recorded(137)).isEqualTo(new RankExit.Stopped(true));
    assertThat(verdict(true, record(OptionalInt.of(137)), true))
        .isEqualTo(new RankExit.OutOfMemory(attempt.launch.spec().gang().resources().memory()));
    rank.fencedBecause = "its lease is over";
    assertThat(verdict(true, record(OptionalInt.of(137)), true))
        .isEqualTo(new RankExit.Lost("its lease is over"));
  }

  @Test
  void adoptedRankWithoutAStatus_isLost_unlessItsWholeGroupWasKilledBeforeOurEyes() {
    assertThat(verdict(false, Optional.empty(), false))
        .isEqualTo(new RankExit.Lost("it ended without a record while the worker was down"));
    rank.seenAlive = true;
    assertThat(verdict(false, record(OptionalInt.empty()), true))
        .isEqualTo(new RankExit.Lost("its launcher was killed"));
    assertThat(verdict(false, record(OptionalInt.empty()), false))
        .isEqualTo(new RankExit.Signalled(9));
  }

  @Test
  void attempt_succeedsOnlyWithAllItsRanks() {
    SupervisedRank other = attempt.ranks.getFirst();
    assertThat(attempt.isWaiting()).isTrue();
    assertThat(attempt.succeeds(rank, new RankExit.Exited(0))).isFalse();
    other.state = new SupervisedRank.State.Ended(new RankExit.Exited(1));
    assertThat(attempt.succeeds(rank, new RankExit.Exited(0))).isFalse();
    other.state = new SupervisedRank.State.Ended(new RankExit.Exited(0));
    assertThat(attempt.succeeds(rank, new RankExit.Exited(0))).isTrue();
    assertThat(attempt.succeeds(rank, new RankExit.Exited(1))).isFalse();
    assertThat(attempt.isWaiting()).as("the last is not started").isTrue();
    rank.state = new SupervisedRank.State.Spawning();
    assertThat(attempt.isWaiting()).isFalse();
    assertThat(attempt.ranksLeft).isEqualTo(2);
  }

  private RankExit recorded(int status) {
    return verdict(false, record(OptionalInt.of(status)), true);
  }

  private RankExit verdict(boolean outOfMemory, Optional<RankRecord> record, boolean alone) {
    return RankVerdict.of(rank, ADOPTED, outOfMemory, new LauncherTraces.End(record, alone));
  }

  private static Optional<RankRecord> record(OptionalInt status) {
    return Optional.of(new RankRecord(10, 20, status));
  }
}
