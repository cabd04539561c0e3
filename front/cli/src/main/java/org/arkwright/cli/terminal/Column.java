package org.arkwright.cli.terminal;

import java.util.function.BiFunction;

/**
 * A column of a table.
 *
 * @param right whether cells are aligned right
 * @param fixed whether it shrinks only after all other columns have
 * @param minor whether a narrow screen may do without it
 * @param paint colors a cell that is already cut and padded to its width
 */
public record Column(
    String title,
    boolean right,
    boolean fixed,
    boolean minor,
    BiFunction<Colors, String, String> paint) {
  public Column {
    title = SafeText.of(title);
  }

  /** Returns a column of text, cut with an ellipsis when the screen is narrow. */
  public static Column text(String title) {
    return new Column(title, false, false, false, (_, cell) -> cell);
  }

  /** Returns a column of text that people copy, such as an id; the last to be cut. */
  public static Column key(String title) {
    return new Column(title, false, true, false, (_, cell) -> cell);
  }

  /** Returns a column of numbers, aligned right. */
  public static Column number(String title) {
    return new Column(title, true, true, false, (_, cell) -> cell);
  }

  /** Returns a column of states, each in its color. */
  public static Column state(String title) {
    return new Column(
        title,
        false,
        true,
        false,
        (colors, cell) -> cell.replace(cell.strip(), colors.ofState(cell.strip())));
  }

  /** Returns this column as one that a narrow screen leaves out. */
  public Column asMinor() {
    return new Column(title, right, fixed, true, paint);
  }
}
