package org.arkwright.worker.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.protocol.Sample.RankUse;
import org.arkwright.worker.Launches;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a folder in the form of {@code /proc}: times in hundredths of a second, pages of 4 KiB. */
final class SessionUseTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path processes;

  @Test
  void session_isTheSumOfItsProcesses_overTheTimeSinceTheLastLook() throws IOException {
    SessionUse use = new SessionUse(processes);
    RunningRank rank = new RunningRank(Launches.attempt(1), 2, 10);
    process(10, 10, "sh", 100, 0, 0, 0, 5);
    process(11, 10, "a (b) c", 50, 50, 0, 0, 100);
    process(12, 12, "other", 9999, 9999, 0, 0, 9999);
    assertThat(use.measure(List.of(rank), SECOND).getFirst().cpuMillis())
        .as("the first look")
        .isEmpty();

    process(10, 10, "sh", 110, 10, 20, 10, 6);
    process(11, 10, "a (b) c", 150, 100, 0, 0, 200);
    // 50 + 150 hundredths of a second within two seconds: one core.
    assertThat(use.measure(List.of(rank), 3 * SECOND))
        .containsExactly(used(2, 1000, 206 * 4096, 2));
    assertThat(use.measure(List.of(rank), 4 * SECOND)).containsExactly(used(2, 0, 206 * 4096, 2));
  }

  @Test
  void processThatEnds_takesItsTimeWithIt_andNothingBecomesNegative() throws IOException {
    SessionUse use = new SessionUse(processes);
    RunningRank rank = new RunningRank(Launches.attempt(1), 0, 10);
    process(10, 10, "sh", 10, 0, 0, 0, 5);
    process(11, 10, "big", 5000, 0, 0, 0, 5);
    use.measure(List.of(rank), SECOND);
    Files.delete(processes.resolve("11/stat"));
    assertThat(use.measure(List.of(rank), 2 * SECOND)).containsExactly(used(0, 0, 5 * 4096, 1));
    Files.delete(processes.resolve("10/stat"));
    assertThat(use.measure(List.of(rank), 3 * SECOND)).isEmpty();
    assertThat(use.measure(List.of(), 4 * SECOND)).isEmpty();
  }

  @Test
  void ranksOfOneNode_areMeasuredApart_eachByItsSession() throws IOException {
    SessionUse use = new SessionUse(processes);
    List<RunningRank> ranks =
        List.of(
            new RunningRank(Launches.attempt(1), 0, 10),
            new RunningRank(Launches.attempt(1), 1, 20));
    process(10, 10, "sh", 0, 0, 0, 0, 5);
    process(20, 20, "sh", 0, 0, 0, 0, 7);
    var _ = use.measure(ranks, SECOND);
    process(10, 10, "sh", 100, 0, 0, 0, 5);
    process(20, 20, "sh", 50, 0, 0, 0, 7);

    assertThat(use.measure(ranks, 2 * SECOND))
        .containsExactly(used(0, 1000, 5 * 4096, 1), used(1, 500, 7 * 4096, 1));
  }

  @Test
  void pagesOfFiles_areNotTheRanksOwn_andBytesAreThoseThatDisksHad() throws IOException {
    SessionUse use = new SessionUse(processes);
    RunningRank rank = new RunningRank(Launches.attempt(1), 0, 10);
    process(10, 10, "sh", 0, 0, 0, 0, 5);
    process(11, 10, "cat", 0, 0, 0, 0, 9);
    memory(10, 100, 40);
    memory(11, 10, 3);
    disk(10, 1_000, 500);
    disk(11, 0, 0);
    RankUse first = use.measure(List.of(rank), SECOND).getFirst();
    assertThat(first.memoryBytes()).as("by statm, which is exact").isEqualTo(110 * 4096);
    assertThat(first.anonymousBytes()).contains(67L * 4096);
    assertThat(first.readBytes()).isEmpty();

    disk(10, 5_000, 500);
    disk(11, 0, 3_000);
    RankUse second = use.measure(List.of(rank), 3 * SECOND).getFirst();
    assertThat(second.readBytes()).contains(2_000L);
    assertThat(second.writtenBytes()).contains(1_500L);

    Files.delete(processes.resolve("11/io"));
    Files.delete(processes.resolve("11/statm"));
    RankUse third = use.measure(List.of(rank), 4 * SECOND).getFirst();
    assertThat(third.readBytes()).as("of one process it is unknown").isEmpty();
    assertThat(third.anonymousBytes()).isEmpty();
    assertThat(third.memoryBytes()).isEqualTo(109 * 4096);
  }

  private void memory(long pid, long resident, long shared) throws IOException {
    Files.writeString(
        processes.resolve(pid + "/statm"), "5000 %d %d 1 0 99 0\n".formatted(resident, shared));
  }

  private void disk(long pid, long read, long written) throws IOException {
    Files.writeString(
        processes.resolve(pid + "/io"),
        "rchar: 7\nwchar: 7\nread_bytes: %d\nwrite_bytes: %d\ncancelled_write_bytes: 0\n"
            .formatted(read, written));
  }

  private static RankUse used(int rank, long cpuMillis, long memory, int processes) {
    return new RankUse(
        Launches.attempt(1),
        rank,
        Optional.of(cpuMillis),
        memory,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        processes);
  }

  private void process(
      long pid, long session, String name, long user, long system, long cu, long cs, long pages)
      throws IOException {
    Path folder = Files.createDirectories(processes.resolve(Long.toString(pid)));
    String stat =
        "%d (%s) S 1 %d %d 0 -1 0 0 0 0 0 %d %d %d %d 20 0 1 0 12345 100000 %d 18446744073709551615"
            .formatted(pid, name, session, session, user, system, cu, cs, pages);
    Files.writeString(folder.resolve("stat"), stat + "\n");
  }
}
