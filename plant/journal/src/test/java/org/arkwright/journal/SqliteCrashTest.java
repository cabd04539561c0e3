package org.arkwright.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.arkwright.journal.JournalReader.Verification.Intact;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCrashTest {
  private static final int KILLS = Integer.getInteger("arkwright.kills", 4);

  @TempDir Path folder;

  @Tag("kills")
  @Test
  void writer_killedRepeatedly_losesNothingAcknowledged() throws Exception {
    String location = folder.resolve("journal.db").toString();
    long before = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      long acknowledged = appendThenKill(location, 30 * kill);
      assertThat(acknowledged).isGreaterThan(before);
      try (Journal journal = Journals.open(location)) {
        before = journal.lastNumber();
        assertThat(before).isGreaterThanOrEqualTo(acknowledged);
        long[] last = {0};
        journal.replay(0, (number, _) -> assertThat(number).isEqualTo(++last[0]));
        assertThat(last[0]).isEqualTo(before);
        assertThat(journal.verify()).isInstanceOf(Intact.class);
      }
    }
  }

  /**
   * Kills the process after that many acknowledgements, and returns the last acknowledged number.
   */
  private static long appendThenKill(String location, int acknowledgements) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                location)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long last = 0;
    try (BufferedReader output = process.inputReader()) {
      for (int i = 0; i < acknowledgements; i++) {
        last = Long.parseLong(output.readLine());
      }
      // Process.destroyForcibly would close our end of its output, losing buffered
      // acknowledgements.
      process.toHandle().destroyForcibly();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        last = Math.max(last, number(line));
      }
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return last;
  }

  /** Returns the line's number; a line truncated by the kill only yields a smaller number. */
  private static long number(String line) {
    return line.isEmpty() ? 0 : Long.parseLong(line);
  }

  @Test
  void append_onAFullDisk_keepsEarlierEntries_andWorksOnceThereIsSpace() throws Exception {
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()) == 0,
        "cannot mount a small file system: a full disk is not tested");
    try {
      Path ballast = Files.write(folder.resolve("ballast"), new byte[400 << 10]);
      try (Journal journal = Journals.open(folder.resolve("journal.db").toString())) {
        List<byte[]> batch = List.of(new byte[100 << 10]);
        assertThatExceptionOfType(JournalException.class)
            .isThrownBy(() -> fill(journal, batch))
            .withMessageContaining("Free some space on its disk");
        long kept = journal.lastNumber();
        assertThat(kept).isPositive();
        assertThat(journal.verify()).isInstanceOf(Intact.class);
        Files.delete(ballast);
        assertThat(journal.append(batch)).isEqualTo(kept + 1);
        assertThat(journal.verify()).isInstanceOf(Intact.class);
      }
    } finally {
      run("umount", folder.toString());
    }
  }

  private static void fill(Journal journal, List<byte[]> batch) {
    for (int i = 0; i < 100; i++) {
      journal.append(batch);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException _) {
      return -1;
    }
  }
}
