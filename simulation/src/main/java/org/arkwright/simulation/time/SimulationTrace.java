package org.arkwright.simulation.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The last things that happened, for whoever has to understand a failure. */
public final class SimulationTrace {
  private static final int KEPT = 200;

  private final SimulatedTime timeline;
  private final boolean printing;
  private final Deque<Line> lines = new ArrayDeque<>();

  /** Formatted only when somebody reads it; the details are immutable values. */
  private record Line(long atNanos, String format, List<Object> details) {
    String text() {
      String what = String.format(Locale.ROOT, format, details.toArray());
      return String.format(Locale.ROOT, "%11.6f  %s", atNanos / 1e9, what);
    }
  }

  /**
   * A trace in the timeline's time.
   *
   * @param printing whether each line goes to standard output at once
   */
  public SimulationTrace(SimulatedTime timeline, boolean printing) {
    this.timeline = timeline;
    this.printing = printing;
  }

  /** Notes something; the details must be immutable. */
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
