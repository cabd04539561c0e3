package org.arkwright.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where the command speaks and listens. Both streams write UTF-8 whatever the locale says.
 *
 * @param width columns that a table may take; empty where nobody looks at a screen
 * @param outColours whether {@code out} is a screen that welcomes colours
 * @param errColours the same for {@code err}
 * @param interactive whether a person can answer a question
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    InputStream in,
    OptionalInt width,
    boolean outColours,
    boolean errColours,
    boolean interactive) {

  /**
   * The process's own. Java cannot ask whether a single stream is a screen, so the launcher says
   * it: {@code arkwright.tty} lists the descriptors that are, such as {@code 012}, and {@code
   * arkwright.columns} the width.
   */
  public static Terminal ofProcess(Map<String, String> environment) {
    String screens = System.getProperty("arkwright.tty", "");
    boolean colours =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System.in,
        columns(environment, screens.contains("1")),
        colours && screens.contains("1"),
        colours && screens.contains("2"),
        screens.contains("0") && screens.contains("2"));
  }

  /** Colours for {@code out}. */
  public Colors ink() {
    return new Colors(outColours);
  }

  /** Colours for {@code err}. */
  public Colors errInk() {
    return new Colors(errColours);
  }

  private static OptionalInt columns(Map<String, String> environment, boolean screen) {
    String asked = environment.getOrDefault("COLUMNS", "");
    String found = screen ? System.getProperty("arkwright.columns", "") : "";
    for (String text : new String[] {asked, found}) {
      if (text.matches("[1-9]\\d{0,4}")) {
        return OptionalInt.of(Integer.parseInt(text));
      }
    }
    return screen ? OptionalInt.of(80) : OptionalInt.empty();
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
