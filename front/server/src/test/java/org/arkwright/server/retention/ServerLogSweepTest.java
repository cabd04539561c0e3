package org.arkwright.server.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogSweepTest {
  @TempDir Path home;

  @Test
  void sweep_longFile_movesAside_andGoesOnAtItsBeginning() throws IOException {
    Path file = home.resolve("server.log");
    try (OutputStream server =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      write(server, "old\n");
      assertThat(new ServerLogSweep(file, 3).sweep()).isTrue();
      write(server, "new\n");
    }

    assertThat(file).hasContent("new\n");
    assertThat(home.resolve("server.log.1")).hasContent("old\n");
    assertThat(new ServerLogSweep(file, 3).sweep()).isTrue();
    assertThat(home.resolve("server.log.1")).hasContent("new\n");
  }

  @Test
  void sweep_shortOrMissingFile_leavesIt() throws IOException {
    Path file = home.resolve("server.log");
    assertThat(new ServerLogSweep(file, 3).sweep()).isFalse();
    Files.writeString(file, "abc");
    assertThat(new ServerLogSweep(file, 3).sweep()).isFalse();
    assertThat(file).hasContent("abc");
  }

  private static void write(OutputStream stream, String text) throws IOException {
    stream.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
