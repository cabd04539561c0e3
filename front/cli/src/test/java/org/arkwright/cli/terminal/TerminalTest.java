package org.arkwright.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the launcher and the variables tell of the screen. */
final class TerminalTest {
  @AfterEach
  void forget() {
    for (String each : new String[] {"tty", "columns", "rows"}) {
      System.clearProperty("arkwright." + each);
    }
  }

  @Test
  void screen_hasTheSizeThatTheLauncherFound_orThatTheVariablesSay() {
    System.setProperty("arkwright.tty", "012");
    System.setProperty("arkwright.columns", "132");
    System.setProperty("arkwright.rows", "50");
    assertThat(Terminal.ofProcess(Map.of()).width()).hasValue(132);
    assertThat(Terminal.ofProcess(Map.of()).height()).hasValue(50);
    Terminal told = Terminal.ofProcess(Map.of("COLUMNS", "60", "LINES", "10"));
    assertThat(told.width()).hasValue(60);
    assertThat(told.height()).hasValue(10);
  }

  @Test
  void screen_ofUnknownSize_hasTheUsualOne() {
    System.setProperty("arkwright.tty", "1");
    assertThat(Terminal.ofProcess(Map.of()).width()).hasValue(80);
    assertThat(Terminal.ofProcess(Map.of()).height()).hasValue(24);
  }

  @Test
  void pipe_andDumbTerminal_cannotBeWrittenOver_whateverTheVariablesSay() {
    Map<String, String> size = Map.of("COLUMNS", "80", "LINES", "24");
    System.setProperty("arkwright.tty", "02");
    assertThat(Terminal.ofProcess(size).height()).isEmpty();
    assertThat(Terminal.ofProcess(size).width()).hasValue(80);

    System.setProperty("arkwright.tty", "012");
    Terminal dumb = Terminal.ofProcess(Map.of("COLUMNS", "80", "LINES", "24", "TERM", "dumb"));
    assertThat(dumb.height()).isEmpty();
    assertThat(dumb.colorOut()).isFalse();
  }
}
