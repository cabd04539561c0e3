package org.arkwright.cli.terminal;

import java.util.function.BiFunction;

/**
 * A column of a table.
 *
 * @param fixed whether it keeps its width while others still have something to give
 * @param paint colours a cell that is already cut and padded to its width
 */
public record Column(
    String title, boolean right, boolean fixed, BiFunction<Colors, String, String> paint) {

  /** Words, cut with an ellipsis when the screen is narrow. */
  public static Column text(String title) {
    return new Column(title, false, false, (_, cell) -> cell);
  }

  /** Something to copy, such as an id: the last to be cut. */
  public static Column key(String title) {
    return new Column(title, false, true, (_, cell) -> cell);
  }

  /** A number, aligned right. */
  public static Column number(String title) {
    return new Column(title, true, true, (_, cell) -> cell);
  }

  /** A job's state, in its colour. */
  public static Column state(String title) {
    return new Column(
        title, false, true, (ink, cell) -> cell.replace(cell.strip(), ink.ofState(cell.strip())));
  }
}
