package org.arkwright.cli.terminal;

/** Prints the details of one object as lines of a name and a value. */
public final class DetailView {
  private static final int NAME_WIDTH = 11;
  private final Terminal terminal;

  public DetailView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints one line per line of the value; nothing if the value is empty. */
  public void line(String name, String value) {
    String title = name;
    for (String part : value.strip().lines().toList()) {
      String padded = title + " ".repeat(Math.max(0, NAME_WIDTH - title.length()));
      terminal
          .out()
          .println(
              terminal.colors().faint(SafeText.of(padded)) + " " + SafeText.keepingColors(part));
      title = "";
    }
  }
}
