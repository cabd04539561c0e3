package org.arkwright.cli.terminal;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Prints the details of one object as lines of a name and a value. A value that somebody wrote,
 * such as a reason, can neither look like a line of its own nor reach the terminal as a command.
 */
public final class DetailView {
  private static final int NAME_WIDTH = 11;
  private final Terminal terminal;

  public DetailView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints one line, whatever the value has in it; nothing if it is blank. */
  public void line(String name, String value) {
    lines(name, List.of(value));
  }

  /** Prints a state in its color; nothing if it is blank. */
  public void state(String name, String state) {
    painted(name, List.of(state), terminal.colors()::ofState);
  }

  /** Prints one line per line of a text that has several; nothing if it is blank. */
  public void text(String name, String text) {
    lines(name, text.strip().lines().toList());
  }

  /** Prints one line per value that is not blank, the first of them with the name. */
  public void lines(String name, List<String> values) {
    painted(name, values, UnaryOperator.identity());
  }

  /**
   * As {@link #lines}, in a color.
   *
   * @param paint adds the color to a value that is safe to print
   */
  public void painted(String name, List<String> values, UnaryOperator<String> paint) {
    String title = SafeText.of(name);
    for (String value : values) {
      String safe = SafeText.of(value).strip();
      if (!safe.isEmpty()) {
        String padded = title + " ".repeat(Math.max(0, NAME_WIDTH - title.length()));
        terminal.out().println(terminal.colors().faint(padded) + " " + paint.apply(safe));
        title = "";
      }
    }
  }
}
