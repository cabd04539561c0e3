package org.arkwright.twin.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * An SVG line chart with one line per run. Colours come from the page.
 *
 * @param across label of the value at a part of the width
 * @param up label of the value at a height
 * @param span part of the width that a run takes
 * @param values of a run, equally spaced
 * @param logarithmic whether the vertical axis is logarithmic, from 1 on
 */
record LineChart(
    String title,
    String caption,
    DoubleFunction<String> across,
    DoubleFunction<String> up,
    ToDoubleFunction<RunFigures> span,
    Function<RunFigures, double[]> values,
    boolean logarithmic) {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 260;
  private static final int LEFT = 76;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;
  private static final int TICKS = 4;

  /** Ticks of the logarithmic axis: a second, a minute, an hour, a day and steps between. */
  private static final double[] DECADES = {
    1, 10, 60, 600, 3600, 36_000, 86_400, 864_000, 8_640_000
  };

  String svg(List<RunFigures> runs) {
    double most = 0;
    for (RunFigures run : runs) {
      for (double value : values.apply(run)) {
        most = Math.max(most, value);
      }
    }
    most = logarithmic ? Math.max(60, most) : roundUp(most);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<figure><figcaption><b>%s</b><span>%s</span></figcaption>".formatted(title, caption));
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(WIDTH, HEIGHT, title));
    for (int i = 0; i <= TICKS; i++) {
      double part = (double) i / TICKS;
      if (!logarithmic) {
        svg.append(horizontal(y(most * part, most), up.apply(most * part)));
      }
      svg.append(vertical(LEFT + part * (WIDTH - LEFT - 8), across.apply(part), i));
    }
    for (double value : logarithmic ? DECADES : new double[0]) {
      if (value <= most) {
        svg.append(horizontal(y(value, most), up.apply(value)));
      }
    }
    for (int i = 0; i < runs.size(); i++) {
      svg.append(line(runs.get(i), most, i));
    }
    return svg.append("</svg></figure>\n").toString();
  }

  private String line(RunFigures run, double most, int index) {
    double[] heights = values.apply(run);
    double width = span.applyAsDouble(run) * (WIDTH - LEFT - 8);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < heights.length; i++) {
      double x = LEFT + (double) i / Math.max(1, heights.length - 1) * width;
      path.append(
          String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : " L", x, y(heights[i], most)));
    }
    return "<path class=\"line c%d\" d=\"%s\"><title>%s</title></path>"
        .formatted(index % HtmlPage.COLOURS, path, HtmlPage.escaped(run.name()));
  }

  private double y(double value, double most) {
    double part = logarithmic ? Math.log(Math.max(1, value)) / Math.log(most) : value / most;
    return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP);
  }

  private static String horizontal(double y, String label) {
    return String.format(
        Locale.ROOT,
        "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
        LEFT,
        WIDTH - 8,
        y,
        y,
        LEFT - 8,
        y + 4,
        label);
  }

  private static String vertical(double x, String label, int index) {
    String anchor = index == 0 ? "start" : index == TICKS ? "end" : "middle";
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
        x,
        HEIGHT - 12,
        anchor,
        label);
  }

  /** Rounds up to 1, 2, 2.5, 4, 5 or 8 times a power of ten, so that quarters are round too. */
  private static double roundUp(double value) {
    if (value <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 2.5, 4, 5, 8}) {
      if (value <= step * power * (1 + 1e-9)) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
