package org.arkwright.cli.training;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.cli.terminal.BrailleChart;
import org.arkwright.cli.terminal.Terminal;

/**
 * A stream that renders the trainer's output: on a screen as a progress bar, otherwise as a line
 * per tenth of the run. Other lines pass through unchanged. Thread-safe.
 */
public final class TrainingScreen extends OutputStream {
  private static final int BAR_CELLS = 24;
  private static final int CHART_HEIGHT = 8;

  private final Terminal terminal;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<BrailleChart.Point> losses = new ArrayList<>();
  private boolean barVisible;
  private int tenthsPrinted = -1;

  public TrainingScreen(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns the terminal with this stream as its output. */
  public Terminal asTerminal() {
    return new Terminal(
        new PrintStream(this, true, StandardCharsets.UTF_8),
        terminal.err(),
        terminal.in(),
        terminal.width(),
        terminal.height(),
        terminal.colorOut(),
        terminal.colorErr(),
        terminal.interactive());
  }

  @Override
  public synchronized void write(int value) {
    if (value == '\n') {
      show(line.toString(StandardCharsets.UTF_8));
      line.reset();
    } else {
      line.write(value);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  private void show(String text) {
    Optional<ProgressLine> progress = ProgressLine.parse(text);
    if (progress.isEmpty()) {
      // Validation losses are left to the bar and the curve.
      if (!text.startsWith("validation ")) {
        clearBar();
        terminal.say(text);
      }
      return;
    }
    ProgressLine step = progress.get();
    losses.add(new BrailleChart.Point(step.step(), step.loss()));
    if (terminal.width().isPresent()) {
      terminal.out().print("\r" + bar(step) + "\033[K");
      terminal.out().flush();
      barVisible = true;
    } else {
      int tenths = (int) (step.share() * 10);
      if (tenths > tenthsPrinted) {
        tenthsPrinted = tenths;
        terminal.say(text(step));
      }
    }
  }

  private String bar(ProgressLine step) {
    int full = (int) Math.round(step.share() * BAR_CELLS);
    return terminal.colors().green("█".repeat(full))
        + terminal.colors().faint("░".repeat(BAR_CELLS - full))
        + "  "
        + text(step);
  }

  private static String text(ProgressLine step) {
    String share =
        step.planned() == 0
            ? "measuring"
            : String.format(Locale.ROOT, "%3.0f%%", step.share() * 100);
    String left =
        step.planned() == 0
            ? ""
            : "  "
                + step.left() / 60
                + ":"
                + String.format(Locale.ROOT, "%02d", step.left() % 60)
                + " left";
    return String.format(
        Locale.ROOT,
        "%s  loss %.3f  %,.0f tokens/s%s",
        share,
        step.loss(),
        step.tokensPerSecond(),
        left);
  }

  private void clearBar() {
    if (barVisible) {
      terminal.out().print("\r\033[K");
      barVisible = false;
    }
  }

  /** Ends the bar and, on a screen, draws the loss curve. */
  public synchronized void finish() {
    if (barVisible) {
      terminal.out().println();
      barVisible = false;
    }
    terminal
        .width()
        .ifPresent(width ->
            new BrailleChart(losses)
                .lines(Math.min(width, 90), CHART_HEIGHT)
                .forEach(terminal.out()::println));
  }
}
