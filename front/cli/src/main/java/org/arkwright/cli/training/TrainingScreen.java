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
 * Takes the trainer's output and shows it: on a screen as one bar that moves, elsewhere as a line
 * for each tenth of the way. Other lines pass as they are. Writers take turns.
 */
public final class TrainingScreen extends OutputStream {
  private static final int BAR_CELLS = 24;
  private static final int CHART_HEIGHT = 8;

  private final Terminal terminal;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<BrailleChart.Point> losses = new ArrayList<>();
  private boolean barStands;
  private int tenthsTold = -1;

  public TrainingScreen(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The terminal with this screen in place of its output. */
  public Terminal asTerminal() {
    return new Terminal(
        new PrintStream(this, true, StandardCharsets.UTF_8),
        terminal.err(),
        terminal.in(),
        terminal.width(),
        terminal.outColours(),
        terminal.errColours(),
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
      // The curve and the bar tell it.
      if (!text.startsWith("validation ")) {
        clearBar();
        terminal.out().println(text);
      }
      return;
    }
    ProgressLine step = progress.get();
    losses.add(new BrailleChart.Point(step.step(), step.loss()));
    if (terminal.width().isPresent()) {
      terminal.out().print("\r" + bar(step) + "\033[K");
      terminal.out().flush();
      barStands = true;
    } else {
      int tenths = (int) (step.share() * 10);
      if (tenths > tenthsTold) {
        tenthsTold = tenths;
        terminal.out().println(words(step));
      }
    }
  }

  private String bar(ProgressLine step) {
    int full = (int) Math.round(step.share() * BAR_CELLS);
    return terminal.ink().green("█".repeat(full))
        + terminal.ink().faint("░".repeat(BAR_CELLS - full))
        + "  "
        + words(step);
  }

  private static String words(ProgressLine step) {
    String way =
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
        way,
        step.loss(),
        step.tokensPerSecond(),
        left);
  }

  private void clearBar() {
    if (barStands) {
      terminal.out().print("\r\033[K");
      barStands = false;
    }
  }

  /** Ends the bar and, on a screen, draws how the loss fell. */
  public synchronized void finish() {
    if (barStands) {
      terminal.out().println();
      barStands = false;
    }
    terminal
        .width()
        .ifPresent(width ->
            new BrailleChart(losses)
                .lines(Math.min(width, 90), CHART_HEIGHT)
                .forEach(terminal.out()::println));
  }
}
