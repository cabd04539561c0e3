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
