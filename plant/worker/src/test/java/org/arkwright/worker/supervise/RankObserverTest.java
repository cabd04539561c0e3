package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.protocol.RankLogs;
import org.arkwright.protocol.UseReport.RankUse;
import org.arkwright.ranklog.LogGrowth;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankObserverTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);

  @Test
  void growth_isNotedWithItsTime_andContinuedByTheNextWorker(@TempDir Path folder)
      throws IOException {
    Path log = folder.resolve("rank-0.log");
    Path times = folder.resolve("rank-0.times");
    LogGrowth growth = new LogGrowth(log, times);
    growth.note(1000);
    assertThat(times).doesNotExist();
    append(log, "abc\n");
    growth.note(2000);
    growth.note(3000);
    append(log, "de\n");
    growth.note(3100);
    new LogGrowth(log, times).note(4000);

    assertThat(times).hasContent("4 2000\n7 3100\n");
    Files.writeString(log, "x");
    new LogGrowth(log, times).note(9000);
    assertThat(times).hasContent("1 9000\n");
  }

  @Test
  void growth_forEver_keepsItsFileSmallAndItsLastNote(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("log");
    Path times = folder.resolve("times");
    LogGrowth growth = new LogGrowth(log, times);
    for (int i = 1; i <= 9000; i++) {
      append(log, "x");
      growth.note(i * 10_000L);
    }

    List<String> notes = Files.readAllLines(times);
    assertThat(notes)
        .hasSizeLessThanOrEqualTo(4000)
        .isSortedAccordingTo((a, b) -> size(a) - size(b));
    assertThat(notes.getLast()).isEqualTo("9000 90000000");
  }

  @Test
  void measure_ofASessionThatComputes_countsItsChildren(@TempDir Path folder) throws Exception {
    Process busy =
        new ProcessBuilder("setsid", "sh", "-c", "while :; do :; done & sleep 60")
            .redirectErrorStream(true)
            .start();
    try {
      RunningRank rank = new RunningRank(ATTEMPT, 3, busy.pid());
      RankObserver observer = new RankObserver(() -> List.of(rank), new RankLogs(folder));
      List<RankUse> uses = List.of();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while ((uses.isEmpty() || uses.getFirst().cpuMillis() == 0) && System.nanoTime() < until) {
        Thread.sleep(200);
        uses = observer.measure();
      }
      assertThat(uses).hasSize(1);
      assertThat(uses.getFirst().rank()).isEqualTo(3);
      assertThat(uses.getFirst().cpuMillis()).isBetween(1L, 4000L);
      assertThat(uses.getFirst().processes()).isEqualTo(3);
      assertThat(uses.getFirst().memoryBytes()).isPositive();
    } finally {
      busy.descendants().forEach(ProcessHandle::destroyForcibly);
      busy.destroyForcibly();
    }
  }

  private static int size(String note) {
    return Integer.parseInt(note.substring(0, note.indexOf(' ')));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
