package org.arkwright.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RankPrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void write_barOfCarriageReturns_isLiveLineByLineWhereNothingCanBeRedrawn() {
    RankPrinter printer = printer(screen(false), "[1] ");

    write(printer, "\r 10%\r 20%");
    assertThat(text()).isEqualTo("[1]  10%\n");
    write(printer, "\r 30%");
    assertThat(text()).isEqualTo("[1]  10%\n[1]  20%\n");
    write(printer, "\rdone\r\nnext\n");
    assertThat(text()).isEqualTo("[1]  10%\n[1]  20%\n[1]  30%\n[1] done\n[1] next\n");
  }

  @Test
  void write_barOnATerminal_isRedrawnWithItsPrefix() {
    RankPrinter printer = printer(screen(true), "[1] ");

    write(printer, "10%\r20%\r30%\n");
    assertThat(text()).isEqualTo("[1] 10%\r\033[K[1] 20%\r\033[K[1] 30%\n");
  }

  @Test
  void write_twoBarsOnATerminal_takeTurnsOnLinesOfTheirOwn() {
    Screen screen = screen(true);
    RankPrinter first = printer(screen, "[0] ");
    RankPrinter second = printer(screen, "[1] ");

    write(first, "a\rb");
    write(second, "x\ry");
    write(first, "\rc");
    assertThat(text()).isEqualTo("[0] a\n[1] x");
    write(second, "\n");
    write(first, "\nend\n");
    assertThat(text())
        .isEqualTo("[0] a\r\033[K[1] y\n[0] c\n[0] end\n".replace("a\r\033[K", "a\n[1] x\r\033[K"));
  }

  @Test
  void write_stamps_areAskedByTheOffsetOfEachLine() {
    RankPrinter printer = new RankPrinter(new byte[0], at -> at + "|", false, screen(false));

    printer.beginAt(100);
    write(printer, "abc\nde");
    write(printer, "f\n\n");
    printer.finish();
    assertThat(text()).isEqualTo("100|abc\n104|def\n108|\n");
  }

  @Test
  void write_lineLongerThanMemory_comesInPiecesOfWholeCharacters() {
    RankPrinter printer = printer(screen(false), "[1] ");
    String line = "x" + "ü".repeat(LineBuffer.BYTES_MAX);

    write(printer, line + "\nnext\n");
    assertThat(text().lines())
        .hasSize(3)
        .allMatch(piece -> piece.startsWith("[1] ") && piece.length() <= LineBuffer.BYTES_MAX);
    assertThat(text().replaceAll("\n?\\[1] ", "")).isEqualTo(line + "next\n");
  }

  private Screen screen(boolean redraws) {
    return new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), redraws);
  }

  private static RankPrinter printer(Screen screen, String prefix) {
    return new RankPrinter(prefix.getBytes(StandardCharsets.UTF_8), _ -> "", false, screen);
  }

  private static void write(RankPrinter printer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(printer.write(bytes, bytes.length)).isTrue();
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
