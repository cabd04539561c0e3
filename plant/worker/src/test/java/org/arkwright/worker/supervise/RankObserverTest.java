package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.arkwright.ranklog.LogGrowth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankObserverTest {
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

  private static int size(String note) {
    return Integer.parseInt(note.substring(0, note.indexOf(' ')));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
