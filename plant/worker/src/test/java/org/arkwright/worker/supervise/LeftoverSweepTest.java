package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.AttemptId;
import org.arkwright.worker.Launches;
import org.arkwright.worker.rank.ProcessStat;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.spool.RankRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverSweepTest {
  private static final AttemptId OVER = Launches.attempt(1);
  private static final AttemptId LIVE = Launches.attempt(2);

  @TempDir private Path folder;
  private final List<AttemptId> cleared = new ArrayList<>();

  @Test
  void launcherOfAnEndedAttempt_isKilledAndItsFilesRemoved() throws Exception {
    RankRecords records = RankRecords.open(folder);
    Process over = launcher(records.file(OVER, 0), records.file(OVER, 0));
    Process live = launcher(records.file(LIVE, 0), records.file(LIVE, 0));
    records.preventStart(OVER, 0);

    sweep(records);

    assertThat(over.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(live.isAlive()).isTrue();
    live.destroyForcibly();
    assertThat(cleared).containsExactly(OVER);
    assertThat(folder.toFile().list()).containsExactly(records.file(LIVE, 0).toFile().getName());
  }

  @Test
  void processThatOnlyHasTheNumber_isLeftAlone() throws Exception {
    RankRecords records = RankRecords.open(folder);
    Process stranger = launcher(records.file(OVER, 0), folder.resolve("of-another-home"));

    sweep(records);

    assertThat(stranger.isAlive()).isTrue();
    stranger.destroyForcibly();
    assertThat(folder.toFile().list()).isEmpty();
  }

  private void sweep(RankRecords records) {
    new LeftoverSweep(records, cleared::add, RankIsolations.NONE, () -> Set.of(LIVE)).run();
  }

  /** Starts a process that leads its group, and records it as if it were a launcher. */
  private static Process launcher(Path file, Path named) throws IOException {
    Process process =
        new ProcessBuilder("setsid", "/bin/sh", "-c", "sleep 60; :", "launcher", named.toString())
            .start();
    while (ProcessStat.of(process.pid()).filter(s -> s.group() == process.pid()).isEmpty()) {
      Thread.onSpinWait();
    }
    long start = ProcessStat.of(process.pid()).orElseThrow().startTime();
    Files.writeString(file, "%d %d%n".formatted(process.pid(), start));
    return process;
  }
}
