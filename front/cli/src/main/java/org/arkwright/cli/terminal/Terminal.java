package org.arkwright.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The command's standard streams and what is known about them. Output is UTF-8 in every locale.
 *
 * @param width the screen's columns; empty if {@code out} is not a screen
 * @param height the screen's rows; empty if what is shown on {@code out} cannot be shown anew in
 *     its place: it is no screen, or one without a cursor that moves ({@code TERM=dumb})
 * @param colorOut whether to print colors on {@code out}
 * @param colorErr whether to print colors on {@code err}
 * @param interactive whether a person can answer questions
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    InputStream in,
    OptionalInt width,
    OptionalInt height,
    boolean colorOut,
    boolean colorErr,
    boolean interactive) {

  /**
   * Returns the process's own terminal. Java cannot tell whether a single stream is a terminal, so
   * the launcher does: {@code arkwright.tty} lists the descriptors that are one, such as {@code
   * 012}, and {@code arkwright.columns} and {@code arkwright.rows} are its size.
   */
  public static Terminal ofProcess(Map<String, String> environment) {
    String screens = System.getProperty("arkwright.tty", "");
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean colors = environment.getOrDefault("NO_COLOR", "").isEmpty() && !dumb;
    return new Terminal(
        ProcessOutput.standard(),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.in,
        columns(environment, screens.contains("1")),
        screens.contains("1") && !dumb ? rows(environment) : OptionalInt.empty(),
        colors && screens.contains("1"),
        colors && screens.contains("2"),
        screens.contains("0") && screens.contains("2"));
  }

  /** Returns why a part of the output is missing where it went; empty if nothing is missed. */
  public Optional<String> outputProblem() {
    return out instanceof ProcessOutput output ? output.problem() : Optional.empty();
  }

  /**
   * Prints a line on {@code out}, for people. Whatever it has in it stays one line and text: what
   * others wrote, such as a reason, must be printed here, in a table or in a {@link DetailView}.
   */
  public void say(String line) {
    out.println(SafeText.of(line));
  }

  /** As {@link #say}, on {@code err}. */
  public void tell(String line) {
    err.println(SafeText.of(line));
  }

  /** Returns the colors for {@code out}. */
  public Colors colors() {
    return new Colors(colorOut);
  }

  /** Returns the colors for {@code err}. */
  public Colors errColors() {
    return new Colors(colorErr);
  }

  private static OptionalInt columns(Map<String, String> environment, boolean screen) {
    String requested = environment.getOrDefault("COLUMNS", "");
    String detected = screen ? System.getProperty("arkwright.columns", "") : "";
    OptionalInt known = first(requested, detected);
    return known.isPresent() || !screen ? known : OptionalInt.of(80);
  }

  private static OptionalInt rows(Map<String, String> environment) {
    String requested = environment.getOrDefault("LINES", "");
    OptionalInt known = first(requested, System.getProperty("arkwright.rows", ""));
    return known.isPresent() ? known : OptionalInt.of(24);
  }

  private static OptionalInt first(String... texts) {
    for (String text : texts) {
      if (text.matches("[1-9]\\d{0,4}")) {
        return OptionalInt.of(Integer.parseInt(text));
      }
    }
    return OptionalInt.empty();
  }
}
