package org.arkwright.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  @Test
  void print_withoutAScreen_cutsNothing() {
    assertThat(printed(OptionalInt.empty(), false))
        .isEqualTo(
            """
            ID      NAME                       STATE      RANKS
            0a1b2c  a-rather-long-name-of-job  Running       16
            0a1b2d  short                      Succeeded      1
            """);
  }

  @Test
  void print_narrowScreen_cutsTextBeforeTheKey() {
    assertThat(printed(OptionalInt.of(40), false))
        .isEqualTo(
            """
            ID      NAME            STATE      RANKS
            0a1b2c  a-rather-long…  Running       16
            0a1b2d  short           Succeeded      1
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 24, 30, 40, 52, 80, 200})
  void print_anyWidth_noLineIsLonger(int width) {
    assertThat(printed(OptionalInt.of(width), false).lines())
        .allSatisfy(
            line -> assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(width));
  }

  @Test
  void print_narrowScreen_leavesOutMinorColumnsAndKeepsTheOthersWhole() {
    Table table =
        new Table(
            Column.key("ID"),
            Column.text("NAME"),
            Column.text("PROJECT").asMinor(),
            Column.state("STATE"),
            Column.number("RANKS").asMinor());
    table.row("0123456789abc", "train", "vision", "Running", "16");

    assertThat(print(table, OptionalInt.of(40), false))
        .isEqualTo(
            "ID             NAME   PROJECT  STATE\n0123456789abc  train  vision   Running\n");
    assertThat(print(table, OptionalInt.of(30), false))
        .isEqualTo("ID             NAME   STATE\n0123456789abc  train  Running\n");
  }

  @Test
  void print_wideCharacters_countTwoColumnsAndCombiningOnesNone() {
    Table table = new Table(Column.text("NAME"), Column.text("STATE"));
    table.row("模型", "Running");
    table.row("cafe\u0301", "Queued");

    assertThat(print(table, OptionalInt.empty(), false))
        .isEqualTo("NAME  STATE\n模型  Running\ncafe\u0301  Queued\n");

    Table cut = new Table(Column.text("NAME"));
    cut.row("模型模型模型模型");
    assertThat(print(cut, OptionalInt.of(8), false)).isEqualTo("NAME\n模型模…\n");
  }

  @Test
  void print_withColors_paintsStates() {
    assertThat(printed(OptionalInt.empty(), true)).contains("\033[32mSucceeded\033[0m");
  }

  @Test
  void row_controlCharacters_doNotReachTheScreen() {
    Table table = new Table(Column.text("A"));
    table.row("x\033[31my\nz");
    assertThat(print(table, OptionalInt.empty(), false)).isEqualTo("A\nx [31my z\n");
  }

  private static String printed(OptionalInt width, boolean colors) {
    Table table =
        new Table(
            Column.key("ID"), Column.text("NAME"), Column.state("STATE"), Column.number("RANKS"));
    table.row("0a1b2c", "a-rather-long-name-of-job", "Running", "16");
    table.row("0a1b2d", "short", "Succeeded", "1");
    return print(table, width, colors);
  }

  private static String print(Table table, OptionalInt width, boolean colors) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.print(new PrintStream(out, true, StandardCharsets.UTF_8), width, new Colors(colors));
    return out.toString(StandardCharsets.UTF_8);
  }
}
