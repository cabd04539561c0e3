package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code arkwright up} typed several times at once, on a home with blanks and more in its path. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
final class UpAtOnceTest {
  private static final int TERMINALS = 3;

  @TempDir private Path folder;
  private Path home;

  @AfterEach
  void stop() throws Exception {
    assertThat(arkwright("down", "--stop-jobs").waitFor()).isZero();
  }

  @Test
  void up_severalAtOnce_allNameTheOneServer() throws Exception {
    home = folder.resolve("of ours, größer ☃ 'than' \"most\"");
    List<Process> ups = new ArrayList<>();
    for (int i = 0; i < TERMINALS; i++) {
      ups.add(arkwright("up", "--port", "0", "--gateway-port", "0"));
    }
    for (Process up : ups) {
      assertThat(up.waitFor()).isZero();
    }
    String url =
        new JsonMapper().readTree(home.resolve("server.json").toFile()).path("url").asText();
    for (Process up : ups) {
      assertThat(Files.readString(output(up))).contains(url);
    }
  }

  private Process arkwright(String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.arkwright.cli.Main", "--home", home.toString()));
    command.addAll(List.of(words));
    Path out = Files.createTempFile(folder, "out", "");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    Files.move(out, output(process));
    return process;
  }

  private Path output(Process process) {
    return folder.resolve("out-" + process.pid());
  }
}
