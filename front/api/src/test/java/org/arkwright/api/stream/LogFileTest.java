package org.arkwright.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.ranklog.RankLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @Test
  void nextText_incompleteCharacter_waitsForTheRest(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("log");
    byte[] text = "a€".getBytes(StandardCharsets.UTF_8);
    LogFile file = new LogFile(path, 0);

    assertThat(file.nextText(false)).isEmpty();
    Files.write(path, new byte[] {text[0], text[1], text[2]});
    assertThat(file.nextText(false)).asString(StandardCharsets.UTF_8).isEqualTo("a");
    assertThat(file.nextText(false)).isEmpty();
    Files.write(path, text);
    assertThat(file.nextText(false)).asString(StandardCharsets.UTF_8).isEqualTo("€");
    assertThat(file.offset()).isEqualTo(4);
  }

  @Test
  void nextText_incompleteCharacterAtTheEnd_isReturnedAsIs(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("log");
    Files.write(path, new byte[] {'a', (byte) 0xe2});

    assertThat(new LogFile(path, 0).nextText(true)).hasSize(2);
  }

  @Test
  void next_outputThatWasDropped_isSkippedWithANotice(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("log");
    Files.write(path, "\0\0\0\0kept\n".getBytes(StandardCharsets.UTF_8));
    Files.writeString(RankLogs.dropped(path), "4");
    LogFile file = new LogFile(path, 1);

    assertThat(file.next()).asString(StandardCharsets.UTF_8).contains("3 bytes of older output");
    assertThat(file.next()).asString(StandardCharsets.UTF_8).isEqualTo("kept\n");
    assertThat(file.next()).isEmpty();
    assertThat(file.offset()).isEqualTo(9);
  }
}
