package org.arkwright.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A curve drawn in braille characters, each a cell of two by four dots.
 *
 * @param points in order of x
 */
public record BrailleChart(List<Point> points) {
  private static final int LABEL_WIDTH = 8;
  private static final int[][] DOTS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

  /** A point of the curve. */
  public record Point(double x, double y) {}

  public BrailleChart {
    points = points.stream().filter(p -> Double.isFinite(p.x) && Double.isFinite(p.y)).toList();
  }

  /**
   * Returns the lines of the chart, with y labels at the left and the x range below; empty for
   * fewer than two points.
   *
   * @param width columns, including the labels
   * @param height lines, excluding the x axis
   */
  public List<String> lines(int width, int height) {
    if (points.size() < 2) {
      return List.of();
    }
    int columns = Math.max(10, width - LABEL_WIDTH - 2);
    double low = points.stream().mapToDouble(Point::y).min().orElseThrow();
    double high = points.stream().mapToDouble(Point::y).max().orElseThrow();
    int[][] cells = draw(columns, height, low, high);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      double value = high - (high - low) * row / Math.max(1, height - 1);
      boolean labeled = row == 0 || row == height - 1 || row == height / 2;
      StringBuilder line = new StringBuilder(labeled ? label(value) : " ".repeat(LABEL_WIDTH));
      line.append(labeled ? " ┤" : " │");
      for (int cell : cells[row]) {
        line.append((char) (0x2800 + cell));
      }
      lines.add(line.toString());
    }
    String first = number(points.getFirst().x);
    String last = number(points.getLast().x);
    lines.add(" ".repeat(LABEL_WIDTH + 1) + "└" + "─".repeat(columns));
    lines.add(
        " ".repeat(LABEL_WIDTH + 2)
            + first
            + " ".repeat(Math.max(1, columns - first.length() - last.length()))
            + last);
    return lines;
  }

  private int[][] draw(int columns, int height, double low, double high) {
    int[][] cells = new int[height][columns];
    double left = points.getFirst().x;
    double span = Math.max(1e-12, points.getLast().x - left);
    double range = Math.max(1e-12, high - low);
    int wide = columns * 2 - 1;
    int tall = height * 4 - 1;
    int previousX = -1;
    int previousY = 0;
    for (Point point : points) {
      int x = (int) Math.round((point.x - left) / span * wide);
      int y = (int) Math.round((high - point.y) / range * tall);
      int fromX = previousX < 0 ? x : previousX;
      int fromY = previousX < 0 ? y : previousY;
      int steps = Math.max(1, Math.max(Math.abs(x - fromX), Math.abs(y - fromY)));
      for (int step = 0; step <= steps; step++) {
        int dotX = fromX + (x - fromX) * step / steps;
        int dotY = fromY + (y - fromY) * step / steps;
        cells[dotY / 4][dotX / 2] |= DOTS[dotX % 2][dotY % 4];
      }
      previousX = x;
      previousY = y;
    }
    return cells;
  }

  private static String label(double value) {
    String text = number(value);
    return " ".repeat(Math.max(0, LABEL_WIDTH - text.length())) + text;
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 1e4 ? "%.3f" : "%.2e", value);
  }
}
