package org.arkwright.cli.terminal;

/** Names and values below each other, as when a single thing is described. */
public final class DetailView {
  private static final int NAME_WIDTH = 11;
  private final Terminal terminal;

  public DetailView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints one line, or one per line of the value; nothing where the value is empty. */
  public void line(String name, String value) {
    String title = name;
    for (String part : value.strip().lines().toList()) {
      String padded = title + " ".repeat(Math.max(0, NAME_WIDTH - title.length()));
      terminal.out().println(terminal.ink().faint(padded) + " " + part);
      title = "";
    }
  }
}
