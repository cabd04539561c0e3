package org.arkwright.simulation.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The last steps of a run, for analysing a failure. */
public final class SimulationTrace {
  private static final int KEPT = 200;

  private final SimulatedTime timeline;
  private final boolean printing;
  private final Deque<Line> lines = new ArrayDeque<>();

  /** A line, formatted only when it is read; the details are immutable values. */
  private record Line(long atNanos, String format, List<Object> details) {
    String text() {
      String what = String.format(Locale.ROOT, format, details.toArray());
      return String.format(Locale.ROOT, "%11.6f  %s", atNanos / 1e9, what);
    }
  }

  /**
   * Creates a trace with times from the timeline.
   *
   * @param printing whether to print each line immediately
   */
  public SimulationTrace(SimulatedTime timeline, boolean printing) {
    this.timeline = timeline;
    this.printing = printing;
  }

  /** Records a step; the details must be immutable. */
  public void note(String format, Object... details) {
    Line line = new Line(timeline.nowNanos(), format, List.of(details));
    if (printing) {
      System.out.println(line.text());
    }
    lines.addLast(line);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
  }

  /** The last lines, oldest first. */
  public List<String> tail() {
    return lines.stream().map(Line::text).toList();
  }
}
