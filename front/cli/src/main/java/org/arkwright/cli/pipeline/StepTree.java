package org.arkwright.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.Terminal;

/**
 * Prints the progress of each step: on a screen as a tree that is redrawn, otherwise as a line per
 * change. For one thread.
 */
final class StepTree {
  private static final int MARGIN = 4;

  private final Terminal terminal;
  private final SequencedMap<PipelineStep, Line> lines = new LinkedHashMap<>();
  private boolean drawn;

  /** The progress of a step. */
  enum Mark {
    WAITING("·"),
    RUNNING("»"),
    DONE("✓"),
    FAILED("✗"),
    NOT_RUN("–");

    final String symbol;

    Mark(String symbol) {
      this.symbol = symbol;
    }
  }

  private record Line(Mark mark, String text) {}

  StepTree(Terminal terminal, PipelineFile file) {
    this.terminal = terminal;
    file.steps().forEach(step -> lines.put(step, new Line(Mark.WAITING, "")));
    terminal.out().println(terminal.colors().bold(file.name()));
    draw();
  }

  /** Updates a step's line, and prints it if it changed. */
  void update(PipelineStep step, Mark mark, String text) {
    Line line = new Line(mark, text);
    if (line.equals(lines.put(step, line))) {
      return;
    }
    if (terminal.width().isEmpty()) {
      terminal.out().println(rendered(step, line));
    } else {
      draw();
    }
  }

  private void draw() {
    if (terminal.width().isEmpty()) {
      return;
    }
    StringBuilder frame = new StringBuilder();
    if (drawn) {
      frame.append("\033[").append(lines.size()).append('A');
    }
    lines.forEach(
        (step, line) -> frame.append('\r').append(rendered(step, line)).append("\033[K\n"));
    terminal.out().print(frame);
    terminal.out().flush();
    drawn = true;
  }

  private String rendered(PipelineStep step, Line line) {
    Colors colors = terminal.colors();
    String branch = "  ".repeat(step.depth()) + "└─ ";
    String symbol =
        switch (line.mark) {
          case WAITING, NOT_RUN -> colors.faint(line.mark.symbol);
          case RUNNING -> colors.yellow(line.mark.symbol);
          case DONE -> colors.green(line.mark.symbol);
          case FAILED -> colors.red(line.mark.symbol);
        };
    // A wrapped line would break the next redraw.
    int textWidth =
        terminal.width().orElse(Integer.MAX_VALUE)
            - branch.length()
            - step.name().length()
            - MARGIN;
    String text =
        line.text.length() <= textWidth
            ? line.text
            : line.text.substring(0, Math.max(0, textWidth));
    return branch + symbol + " " + step.name() + (text.isEmpty() ? "" : "  " + colors.faint(text));
  }
}
