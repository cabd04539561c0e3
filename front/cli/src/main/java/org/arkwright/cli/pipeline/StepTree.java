package org.arkwright.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.Terminal;

/**
 * Shows how far each step is: on a screen as one tree that is drawn anew, elsewhere as a line for
 * each change. One thread.
 */
final class StepTree {
  private static final int MARGIN = 4;

  private final Terminal terminal;
  private final SequencedMap<PipelineStep, Line> lines = new LinkedHashMap<>();
  private boolean drawn;

  /** Where a step is. */
  enum Mark {
    WAITS("·"),
    RUNS("»"),
    DONE("✓"),
    FAILED("✗"),
    NOT_RUN("–");

    final String sign;

    Mark(String sign) {
      this.sign = sign;
    }
  }

  private record Line(Mark mark, String text) {}

  StepTree(Terminal terminal, PipelineFile file) {
    this.terminal = terminal;
    file.steps().forEach(step -> lines.put(step, new Line(Mark.WAITS, "")));
    terminal.out().println(terminal.ink().bold(file.name()));
    draw();
  }

  /** Tells of a change; the same again is nothing new. */
  void tell(PipelineStep step, Mark mark, String text) {
    Line line = new Line(mark, text);
    if (line.equals(lines.put(step, line))) {
      return;
    }
    if (terminal.width().isEmpty()) {
      terminal.out().println(written(step, line));
    } else {
      draw();
    }
  }

  private void draw() {
    if (terminal.width().isEmpty()) {
      return;
    }
    StringBuilder picture = new StringBuilder();
    if (drawn) {
      picture.append("\033[").append(lines.size()).append('A');
    }
    lines.forEach(
        (step, line) -> picture.append('\r').append(written(step, line)).append("\033[K\n"));
    terminal.out().print(picture);
    terminal.out().flush();
    drawn = true;
  }

  private String written(PipelineStep step, Line line) {
    Colors ink = terminal.ink();
    String branch = "  ".repeat(step.depth()) + "└─ ";
    String sign =
        switch (line.mark) {
          case WAITS, NOT_RUN -> ink.faint(line.mark.sign);
          case RUNS -> ink.yellow(line.mark.sign);
          case DONE -> ink.green(line.mark.sign);
          case FAILED -> ink.red(line.mark.sign);
        };
    // A line that wraps would spoil the next picture.
    int room =
        terminal.width().orElse(Integer.MAX_VALUE)
            - branch.length()
            - step.name().length()
            - MARGIN;
    String text =
        line.text.length() <= room ? line.text : line.text.substring(0, Math.max(0, room));
    return branch + sign + " " + step.name() + (text.isEmpty() ? "" : "  " + ink.faint(text));
  }
}
