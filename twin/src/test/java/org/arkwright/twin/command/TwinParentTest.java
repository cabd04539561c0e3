package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a twin's process ends that is not at the end of its work. */
@Timeout(120)
final class TwinParentTest {
  @Test
  void twinOfAServer_endsWhenItsInputDoes() throws Exception {
    Process twin = endless("-Darkwright.twin.tied=true");
    try {
      assertThat(twin.waitFor(2, TimeUnit.SECONDS)).as("ended by itself").isFalse();
      twin.getOutputStream().close(); // As when the server is killed.
      assertThat(twin.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(twin.exitValue()).isEqualTo(TwinMain.FAILED);
    } finally {
      twin.destroyForcibly();
    }
  }

  @Test
  void twinOfACommandLine_worksOnWithoutInput() throws Exception {
    Process twin = endless();
    try {
      twin.getOutputStream().close();
      assertThat(twin.waitFor(3, TimeUnit.SECONDS)).isFalse();
    } finally {
      twin.destroyForcibly();
    }
  }

  private static Process endless(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(TwinMain.class.getName(), "generate", "--jobs", "100000000"));
    return new ProcessBuilder(command)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }
}
