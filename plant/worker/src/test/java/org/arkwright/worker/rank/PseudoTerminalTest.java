package org.arkwright.worker.rank;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
}
