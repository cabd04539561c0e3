package org.arkwright.ranklog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogBoundTest {
  private static final LogBound BOUND = new LogBound(Bytes.ofMebibytes(1));

  @TempDir Path folder;

  @Test
  void hold_logWithinTheBound_isLeftAsItIs() throws Exception {
    Path log = Files.writeString(folder.resolve("log"), "a\n".repeat(1000));
    BOUND.hold(log);
    BOUND.hold(folder.resolve("none"));
    assertThat(RankLogs.dropped(log)).doesNotExist();
  }

  @Test
  void hold_logAboveTheBound_keepsTheNewestAndGivesTheSpaceBack() throws Exception {
    Path log = folder.resolve("log");
    for (int i = 0; i < 10; i++) {
      Files.writeString(
          log,
          "%07d\n".formatted(i).repeat(1 << 17),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      BOUND.hold(log);
    }
    assertThat(Files.size(log)).isEqualTo(10L << 20);
    long dropped = Long.parseLong(Files.readString(RankLogs.dropped(log)));
    assertThat(dropped).isBetween(8L << 20, 9L << 20);
    byte[] content = Files.readAllBytes(log);
    assertThat(content[(int) dropped - 1]).isZero();
    assertThat(new String(content, (int) dropped, 8, StandardCharsets.US_ASCII))
        .startsWith("000000");
    Process du = new ProcessBuilder("du", "-k", log.toString()).start();
    String kibibytes =
        new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .replaceFirst("\\s(?s:.*)", "");
    assertThat(Integer.parseInt(kibibytes)).isLessThan(2 << 10);
  }

  @Test
  void hold_logExchangedForALink_doesNotTouchWhatItLeadsTo() throws Exception {
    Path victim = Files.write(folder.resolve("victim"), new byte[4 << 20]);
    byte[] before = "x".repeat(4 << 20).getBytes(StandardCharsets.US_ASCII);
    Files.write(victim, before);
    Path log = Files.createSymbolicLink(folder.resolve("log"), victim);
    assertThatThrownBy(() -> BOUND.hold(log)).hasMessageContaining("cannot drop");
    assertThat(Files.readAllBytes(victim)).isEqualTo(before);
  }
}
