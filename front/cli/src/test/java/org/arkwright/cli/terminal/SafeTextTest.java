package org.arkwright.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u001b[2Jb",
        "a\u009b2Jb",
        "a\rb",
        "a\u202eb",
        "a\u2066b",
        "a\u0000b",
        "a\u2028b"
      })
  void text_thatWouldMoveTheCursorOrTurnTheWriting_isShownHarmless(String text) {
    assertThat(SafeText.of(text)).doesNotContainPattern("[\\p{Cc}\\u2028-\\u202e\\u2066]");
    assertThat(SafeText.of(text)).startsWith("a ").endsWith("b");
  }

  @Test
  void text_thatIsHarmless_staysAsItIs() {
    for (String text : new String[] {"", "größe 模型 🙂", "e\u0301", "👨\u200d👩"}) {
      assertThat(SafeText.of(text)).isEqualTo(text);
    }
  }

  @Test
  void text_ofSeveralLines_keepsTheirEndsAlone() {
    assertThat(SafeText.lines("a\tb\nc\r\u001b[31md")).isEqualTo("a\tb\nc  [31md");
  }

  @Test
  void titlesAndCells_ofATable_areHarmless() {
    Table table = new Table(Column.text("\u001b[2Jrun"), Column.number("\u009bx"));
    table.row("a\u009b2J", "1");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    table.print(
        new PrintStream(out, true, StandardCharsets.UTF_8), OptionalInt.empty(), new Colors(false));
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b", "\u009b");
  }
}
