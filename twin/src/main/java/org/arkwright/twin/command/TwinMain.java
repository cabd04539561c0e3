package org.arkwright.twin.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.arkwright.twin.trace.WrongInputException;

/**
 * The entry point of the {@code arkwright twin} process, with the commands {@code replay}, {@code
 * generate} and so on.
 */
public final class TwinMain {
  static final int USAGE = 2;
  static final int FAILED = 1;

  private TwinMain() {}

  /**
   * Runs one command and exits with its code. Where {@code arkwright.twin.tied} is set, it also
   * exits once its input ends: who started it is gone, and nobody reads the answer.
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    if (Boolean.getBoolean("arkwright.twin.tied")) {
      Thread.ofPlatform().name("arkwright-twin-parent").daemon().start(TwinMain::endWithParent);
    }
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = run(List.of(arguments), out, err);
    out.flush();
    System.exit(code);
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said there.
      }
    } catch (IOException _) {
      // As its end.
    }
    Runtime.getRuntime().halt(FAILED);
  }

  /** Runs one command and returns its exit code; 0 on success. */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    List<String> commands = List.of("replay", "generate", "what-if", "when", "verify");
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    try {
      if (!commands.contains(command)) {
        throw CommandInputs.unknown("command of the twin", command, commands);
      }
      List<String> rest = arguments.subList(1, arguments.size());
      if (command.equals("verify")) {
        return VerifyCommand.run(rest, out, err);
      }
      switch (command) {
        case "replay" -> ReplayCommand.run(rest, out, err);
        case "generate" -> GenerateCommand.run(rest, out);
        case "what-if" -> WhatIfCommand.run(rest, out, err);
        default -> WhenCommand.run(rest, out);
      }
      return 0;
    } catch (WrongInputException e) {
      err.println("error: " + String.valueOf(e.getMessage()).replace("\n", "\n  "));
      return USAGE;
    } catch (IOException e) {
      err.println("error: cannot be written: " + e.getMessage());
      return FAILED;
    }
  }
}
