package org.arkwright.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.Terminal;

/**
 * Prints the progress of each step: on a screen as a tree that is redrawn, otherwise as a line per
 * change, or as an item of data. For one thread.
 */
final class StepTree {
  private static final int MARGIN = 4;

  private final Terminal terminal;
  private final Optional<Consumer<JsonNode>> items;
  private final SequencedMap<String, Line> lines = new LinkedHashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();
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

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private record Line(Mark mark, String text, String news) {}

  /**
   * Begins the tree.
   *
   * @param items takes what is to be printed as data; empty for people
   */
  StepTree(Terminal terminal, Optional<Consumer<JsonNode>> items, PipelineAnswer pipeline) {
    this.terminal = terminal;
    this.items = items;
    for (PipelineAnswer.Step step : pipeline.steps()) {
      lines.put(step.name(), new Line(Mark.WAITING, "", ""));
      depths.put(step.name(), step.depth());
    }
    if (items.isEmpty()) {
      terminal
          .out()
          .println(
              terminal.colors().bold(SafeText.of(pipeline.name())) + "  pipeline " + pipeline.id());
      draw();
    }
  }

  /** Updates a step's line, and prints it if it changed. */
  void update(String step, Mark mark, String text) {
    update(step, mark, text, text);
  }

  /**
   * Updates a step's line; where nothing can be redrawn, prints it if there is news.
   *
   * @param news what of the text is worth a line of its own
   */
  void update(String step, Mark mark, String text, String news) {
    Line line = new Line(mark, SafeText.of(text), news);
    Optional<Line> before = Optional.ofNullable(lines.put(step, line));
    if (before.filter(line::equals).isPresent()) {
      return;
    }
    boolean old = before.filter(one -> one.mark == mark && one.news.equals(news)).isPresent();
    if (items.isEmpty() && terminal.width().isPresent()) {
      draw();
    } else if (old) {
      return;
    } else if (items.isPresent()) {
      items.get().accept(item(step, line));
    } else {
      terminal.out().println(rendered(step, line));
    }
  }

  private static JsonNode item(String step, Line line) {
    ObjectNode item =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "step")
            .put("step", step)
            .put("state", line.mark.word());
    return line.text.isEmpty() ? item : item.put("detail", line.text);
  }

  /** Shows how the pipeline ended, to programs; people see it from the steps. */
  void end(PipelineAnswer pipeline) {
    items.ifPresent(sink ->
        sink.accept(
            JsonNodeFactory.instance
                .objectNode()
                .put("type", "pipeline")
                .put("pipeline", pipeline.name())
                .put("id", pipeline.id())
                .put("state", pipeline.state())
                .put("succeeded", pipeline.succeeded())));
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

  private String rendered(String step, Line line) {
    Colors colors = terminal.colors();
    String branch = "  ".repeat(depths.getOrDefault(step, 0)) + "└─ ";
    String symbol =
        switch (line.mark) {
          case WAITING, NOT_RUN -> colors.faint(line.mark.symbol);
          case RUNNING -> colors.yellow(line.mark.symbol);
          case DONE -> colors.green(line.mark.symbol);
          case FAILED -> colors.red(line.mark.symbol);
        };
    // A wrapped line would break the next redraw.
    int textWidth =
        terminal.width().orElse(Integer.MAX_VALUE) - branch.length() - step.length() - MARGIN;
    String text =
        line.text.length() <= textWidth
            ? line.text
            : line.text.substring(0, Math.max(0, textWidth));
    return branch + symbol + " " + step + (text.isEmpty() ? "" : "  " + colors.faint(text));
  }
}
