package org.arkwright.worker.rank;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PseudoTerminalTest {
  private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

  private static PseudoTerminal start(String script) throws IOException {
    return PseudoTerminal.start(List.of("/bin/sh", "-c", script), PATH, 30, 90);
  }

  /** Reads until the text has come, or the end. */
  private static String until(PseudoTerminal terminal, String text) throws IOException {
    StringBuilder seen = new StringBuilder();
    byte[] buffer = new byte[1000];
    while (text.isEmpty() || seen.indexOf(text) < 0) {
      int read = terminal.read(buffer);
      if (read < 0) {
        break;
      }
      seen.append(new String(buffer, 0, read, UTF_8));
    }
    return seen.toString();
  }

  @Test
  void program_hasATerminalOfTheSize_andItsExitIsTold() throws Exception {
    PseudoTerminal terminal = start("stty size; test -t 0 && test -t 1 && echo both; exit 7");

    assertThat(until(terminal, "")).isEqualTo("30 90\r\nboth\r\n");
    assertThat(terminal.program().exit().get(5, TimeUnit.SECONDS)).isEqualTo(7);
    terminal.release();
  }

  @Test
  void whatIsTyped_reachesTheProgram_andKeysInterruptIt() throws Exception {
    PseudoTerminal terminal =
        start("trap 'echo stopped; exit 3' INT; read x; echo got $x; while :; do sleep 0.1; done");

    terminal.write("word\r".getBytes(UTF_8));
    assertThat(until(terminal, "got word")).contains("got word");
    terminal.write(new byte[] {3});

    assertThat(until(terminal, "")).contains("stopped");
    assertThat(terminal.program().exit().get(5, TimeUnit.SECONDS)).isEqualTo(3);
    terminal.release();
  }

  @Test
  void resize_isSeenByTheProgram() throws Exception {
    PseudoTerminal terminal =
        start("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.1; done");

    var _ = until(terminal, "ready");
    terminal.resize(11, 22);

    assertThat(until(terminal, "")).contains("11 22");
    terminal.release();
  }

  @Test
  void close_endsTheProgram_alsoOneThatIgnoresHangups() throws Exception {
    PseudoTerminal terminal = start("trap '' HUP TERM INT; echo ready; sleep 60");
    var _ = until(terminal, "ready");

    terminal.close();

    assertThat(terminal.program().exit().get(5, TimeUnit.SECONDS)).isEqualTo(128 + 9);
    assertThat(terminal.read(new byte[10])).isEqualTo(-1);
    terminal.release();
    terminal.release();
  }

  @Test
  void programThatLeavesAnotherInTheBackground_endsTheTerminal() throws Exception {
    PseudoTerminal terminal = start("(trap '' HUP; sleep 20) & echo done");

    assertThat(until(terminal, "")).contains("done");
    terminal.release();
  }

  @Test
  void unknownProgram_isRefused() {
    assertThatThrownBy(() -> PseudoTerminal.start(List.of("/no/such"), PATH, 1, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot start a process");
  }

  /** A worker's limit of open files, reached: in a process of its own, whose limit is low. */
  @Test
  void moreOpenFilesThanThereMayBe_isSaid_andNothingIsLost() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 200; exec \"$0\" \"$@\"",
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FullOfFiles.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo("no terminal can be opened: Too many open files\nagain\n");
  }

  /** A process that may open no file more, asks for a terminal, and may again. */
  static final class FullOfFiles {
    public static void main(String[] words) throws IOException {
      open(); // So that all classes are there.
      List<Closeable> files = new ArrayList<>();
      try {
        while (files.size() < 1_000) {
          files.add(new FileInputStream("/dev/null"));
        }
      } catch (FileNotFoundException _) {
        // It is full.
      }
      String said = "nothing";
      try {
        open();
      } catch (IOException e) {
        said = e.getMessage();
      }
      for (Closeable file : files) {
        file.close();
      }
      open();
      System.out.print(said + "\nagain\n");
    }

    private static void open() throws IOException {
      PseudoTerminal terminal = start("exit 0");
      var _ = until(terminal, "");
      terminal.release();
    }
  }
}
