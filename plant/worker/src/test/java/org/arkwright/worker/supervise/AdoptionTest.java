package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.arkwright.worker.Launches;
import org.arkwright.worker.rank.ProcessStat;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.spool.SpoolEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker makes of the ranks that the one before it has left. */
final class AdoptionTest {
  private static final String BOOT = "this boot";
  private static final Order.Launch LAUNCH = Launches.launch(1, 1);

  @TempDir Path folder;
  private final Outbox outbox = new Outbox();
  private final List<RankExit> ends = new ArrayList<>();
  private final List<RankProcess> started = new ArrayList<>();
  private final SupervisedAttempt attempt = new SupervisedAttempt(LAUNCH);
  private final SupervisedRank rank = attempt.ranks.getFirst();
  private RankRecords records;
  private Spool spool;

  @BeforeEach
  void launch() throws IOException {
    records = RankRecords.open(folder.resolve("ranks"));
    try (Spool before = Spool.open(folder.resolve("spool"), "home")) {
      before.append(List.of(new SpoolEntry.Launched(LAUNCH, BOOT)));
    }
    spool = Spool.open(folder.resolve("spool"), "home");
  }

  @AfterEach
  void close() {
    spool.close();
  }

  @Test
  void rankThatRuns_isStarted_withoutAnEnd() throws Exception {
    long pid = ProcessHandle.current().pid();
    long start = ProcessStat.of(pid).orElseThrow().startTime();
    record(pid, start, "");

    assertThat(takeOver(BOOT)).isTrue();

    assertThat(started).containsExactly(new RankProcess.Adopted(pid, start));
    assertThat(rank.seenAlive).isTrue();
    assertThat(rank.end).as("it ends while this worker looks").isEmpty();
    assertThat(ends).isEmpty();
  }

  @Test
  void rankThatEndedMeanwhile_endedWhenItsLauncherSays() throws Exception {
    long pid = ProcessHandle.current().pid();
    record(pid, 1, "0\n");

    assertThat(takeOver(BOOT)).as("the caller settles what its end was").isTrue();

    assertThat(started).hasSize(1);
    assertThat(rank.seenAlive).isFalse();
    assertThat(rank.end)
        .contains(NotedEnd.at(records.endedNanos(LAUNCH.attempt(), 0).orElseThrow()));
  }

  @Test
  void rankThatWasKilledMeanwhile_endedNoLaterThanAWorkerWasLastThere() throws Exception {
    record(ProcessHandle.current().pid(), 1, "");

    assertThat(takeOver(BOOT)).isTrue();

    assertThat(rank.seenAlive).isFalse();
    assertThat(rank.end).contains(NotedEnd.at(spool.keptNanos().orElseThrow()));
  }

  @Test
  void rankWithoutARecord_neverRan() throws Exception {
    assertThat(takeOver(BOOT)).isFalse();

    assertThat(ends)
        .containsExactly(new RankExit.NeverRan("its worker crashed before it could start"));
    assertThat(rank.end).contains(NotedEnd.at(spool.keptNanos().orElseThrow()));
    assertThat(started).isEmpty();
  }

  @Test
  void rankOfAnotherBoot_isLost_whateverHasItsNumberNow() throws Exception {
    long pid = ProcessHandle.current().pid();
    record(pid, ProcessStat.of(pid).orElseThrow().startTime(), "");

    assertThat(takeOver("the next boot")).isFalse();

    assertThat(ends).containsExactly(new RankExit.Lost("the machine was restarted"));
    assertThat(started).isEmpty();
    assertThat(records.read(LAUNCH.attempt(), 0)).isEmpty();
    assertThat(rank.end).contains(NotedEnd.at(spool.keptNanos().orElseThrow()));
  }

  @Test
  void rankWhoseEndWasNoted_isReportedAsItWas() throws Exception {
    spool.append(
        List.of(
            new SpoolEntry.RankEnded(
                LAUNCH.attempt(),
                0,
                new RankExit.Exited(3),
                Optional.empty(),
                Optional.empty(),
                Optional.of(1234L))));

    assertThat(takeOver("the next boot")).isFalse();

    assertThat(ends).as("it is not ended again").isEmpty();
    assertThat(rank.state).isEqualTo(new SupervisedRank.State.Ended(new RankExit.Exited(3)));
    assertThat(rank.end).contains(NotedEnd.at(1234));
    assertThat(attempt.allEnded()).isTrue();
    assertThat(outbox.await(10, 0)).hasSize(1);
  }

  private boolean takeOver(String boot) throws IOException {
    return new Adoption(
            spool,
            records,
            new LauncherTraces(records),
            RankIsolations.NONE,
            new RankReports(outbox),
            boot,
            (_, exit) -> ends.add(exit),
            (_, process, _) -> started.add(process))
        .takeOver(rank, spool.attempts().getFirst());
  }

  private void record(long pid, long start, String status) throws IOException {
    Files.writeString(records.file(LAUNCH.attempt(), 0), "%d %d\n%s".formatted(pid, start, status));
  }
}
