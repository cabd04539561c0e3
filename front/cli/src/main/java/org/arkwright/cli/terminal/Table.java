package org.arkwright.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A text table with titles, two spaces between columns, and no line longer than the screen. On a
 * narrow screen columns of text are cut first, the widest first; then minor columns are left out,
 * the last first; fixed columns shrink at the very end.
 */
public final class Table {
  private static final int GAP = 2;

  /** The width to which text is cut before a minor column is left out. */
  private static final int READABLE = 12;

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
      row.add(SafeText.of(cell).strip());
    }
    rows.add(row);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints titles and rows; cells are cut and columns left out only if a width is given. */
  public void print(PrintStream out, OptionalInt width, Colors colors) {
    List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    int[] widths = wanted();
    if (width.isPresent()) {
      fit(shown, widths, width.getAsInt());
    }
    StringBuilder titles = new StringBuilder();
    for (int c : shown) {
      append(titles, pad(c, columns.get(c).title(), widths[c]));
    }
    out.println(colors.faint(titles.toString().stripTrailing()));
    for (List<String> row : rows) {
      out.println(line(row, shown, widths, colors));
    }
  }

  private String line(List<String> row, List<Integer> shown, int[] widths, Colors colors) {
    StringBuilder line = new StringBuilder();
    int last = shown.size() - 1;
    while (last > 0 && row.get(shown.get(last)).isEmpty()) {
      last--;
    }
    for (int i = 0; i <= last; i++) {
      int c = shown.get(i);
      Column column = columns.get(c);
      String cell = pad(c, row.get(c), widths[c]);
      append(line, column.paint().apply(colors, i == last ? cell.stripTrailing() : cell));
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String cell) {
    if (!line.isEmpty()) {
      line.repeat(' ', GAP);
    }
    line.append(cell);
  }

  private int[] wanted() {
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      int column = c;
      widths[c] =
          rows.stream()
              .mapToInt(row -> DisplayWidth.of(row.get(column)))
              .reduce(DisplayWidth.of(columns.get(c).title()), Math::max);
    }
    return widths;
  }

  /** Cuts and leaves out until the table fits. */
  private void fit(List<Integer> shown, int[] widths, int screen) {
    shrink(shown, widths, screen, READABLE, false);
    while (total(shown, widths) > screen && removeLastMinor(shown)) {
      // Once more, until it fits or only the columns that matter are left.
    }
    shrink(shown, widths, screen, WIDTH_MIN, false);
    shrink(shown, widths, screen, WIDTH_MIN, true);
    shrink(shown, widths, screen, 1, true);
    grow(shown, widths, screen);
  }

  private boolean removeLastMinor(List<Integer> shown) {
    for (int i = shown.size() - 1; i > 0; i--) {
      if (columns.get(shown.get(i)).minor()) {
        shown.subList(i, i + 1).clear();
        return true;
      }
    }
    return false;
  }

  private void shrink(List<Integer> shown, int[] widths, int screen, int least, boolean alsoFixed) {
    for (int excess = total(shown, widths) - screen; excess > 0; excess--) {
      int widest = widestAbove(shown, widths, least, alsoFixed);
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  /** Gives back to cut text what the columns that were left out have freed. */
  private void grow(List<Integer> shown, int[] widths, int screen) {
    int[] wanted = wanted();
    for (int space = screen - total(shown, widths); space > 0; space--) {
      int narrowest = -1;
      for (int c : shown) {
        if (widths[c] < wanted[c] && (narrowest < 0 || widths[c] < widths[narrowest])) {
          narrowest = c;
        }
      }
      if (narrowest < 0) {
        return;
      }
      widths[narrowest]++;
    }
  }

  private int widestAbove(List<Integer> shown, int[] widths, int least, boolean alsoFixed) {
    int widest = -1;
    for (int c : shown) {
      boolean canShrink = widths[c] > least && (alsoFixed || !columns.get(c).fixed());
      if (canShrink && (widest < 0 || widths[c] > widths[widest])) {
        widest = c;
      }
    }
    return widest;
  }

  private static int total(List<Integer> shown, int[] widths) {
    return GAP * (shown.size() - 1) + shown.stream().mapToInt(c -> widths[c]).sum();
  }

  private String pad(int column, String cell, int width) {
    String cut = DisplayWidth.cut(cell, width);
    String space = " ".repeat(Math.max(0, width - DisplayWidth.of(cut)));
    return columns.get(column).right() ? space + cut : cut + space;
  }
}
