package org.arkwright.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A text table with titles, two spaces between columns, and no line longer than the screen. On a
 * narrow screen the widest column that is not fixed shrinks first, one character at a time; fixed
 * columns shrink last.
 */
public final class Table {
  private static final int GAP = 2;

  /** The width below which a cut text is meaningless. */
  private static final int WIDTH_MIN = 6;

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /** Adds a row with one cell per column; control characters become spaces. */
  public void row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + columns.size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(cell.replaceAll("\\p{Cntrl}+", " ").strip());
    }
    rows.add(row);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints titles and rows; cells are cut only if a width is given. */
  public void print(PrintStream out, OptionalInt width, Colors colors) {
    int[] widths = widths(width);
    StringBuilder titles = new StringBuilder();
    for (int c = 0; c < columns.size(); c++) {
      append(titles, c, pad(c, columns.get(c).title(), widths[c]));
    }
    out.println(colors.faint(titles.toString().stripTrailing()));
    for (List<String> row : rows) {
      out.println(line(row, widths, colors));
    }
  }

  private String line(List<String> row, int[] widths, Colors colors) {
    StringBuilder line = new StringBuilder();
    int last = columns.size() - 1;
    while (last > 0 && row.get(last).isEmpty()) {
      last--;
    }
    for (int c = 0; c <= last; c++) {
      Column column = columns.get(c);
      String cell = pad(c, row.get(c), widths[c]);
      String shown = c == last ? cell.stripTrailing() : cell;
      append(line, c, column.paint().apply(colors, shown));
    }
    return line.toString();
  }

  private static void append(StringBuilder line, int column, String cell) {
    if (column > 0) {
      line.repeat(' ', GAP);
    }
    line.append(cell);
  }

  private int[] widths(OptionalInt screen) {
    int[] widths = new int[columns.size()];
    int total = GAP * (widths.length - 1);
    for (int c = 0; c < widths.length; c++) {
      int column = c;
      widths[c] =
          rows.stream()
              .mapToInt(row -> length(row.get(column)))
              .reduce(length(columns.get(c).title()), Math::max);
      total += widths[c];
    }
    int excess = screen.isEmpty() ? 0 : total - screen.getAsInt();
    while (excess > 0) {
      int widest = widestAbove(widths, WIDTH_MIN, false);
      widest = widest >= 0 ? widest : widestAbove(widths, WIDTH_MIN, true);
      widest = widest >= 0 ? widest : widestAbove(widths, 1, true);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
      excess--;
    }
    return widths;
  }

  private int widestAbove(int[] widths, int least, boolean alsoFixed) {
    int widest = -1;
    for (int c = 0; c < widths.length; c++) {
      boolean canShrink = widths[c] > least && (alsoFixed || !columns.get(c).fixed());
      if (canShrink && (widest < 0 || widths[c] > widths[widest])) {
        widest = c;
      }
    }
    return widest;
  }

  private String pad(int column, String cell, int width) {
    String cut =
        length(cell) <= width
            ? cell
            : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    String space = " ".repeat(width - length(cut));
    return columns.get(column).right() ? space + cut : cut + space;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
