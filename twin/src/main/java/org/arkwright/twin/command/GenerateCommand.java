package org.arkwright.twin.command;

import java.io.PrintStream;
import java.util.List;
import org.arkwright.twin.trace.Generator;
import org.arkwright.twin.trace.WrongInputException;

/** The {@code generate} command: writes a synthetic trace. */
final class GenerateCommand {
  private static final int JOBS_MAX = 100_000_000;

  private GenerateCommand() {}

  static void run(List<String> commandLine, PrintStream out) throws WrongInputException {
    Arguments arguments =
        new Arguments(commandLine, List.of("--jobs", "--rate", "--seed"), List.of());
    if (!arguments.positions().isEmpty()) {
      throw new WrongInputException(
          "'%s' is not expected here".formatted(arguments.positions().getFirst()));
    }
    long jobs = whole(arguments, "--jobs", 1000, 1, JOBS_MAX);
    long seed = whole(arguments, "--seed", 1, 0, Long.MAX_VALUE);
    double rate = rate(arguments.last("--rate").orElse("60"));
    new Generator(seed).lines((int) jobs, rate, row -> out.append(row).append('\n'));
  }

  private static long whole(
      Arguments arguments, String option, long fallback, long least, long most)
      throws WrongInputException {
    String text = arguments.last(option).orElse(Long.toString(fallback));
    if (text.matches("[0-9]{1,18}")) {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw new WrongInputException(
        "%s is '%s', expected a whole number from %d to %d".formatted(option, text, least, most));
  }

  private static double rate(String text) throws WrongInputException {
    if (text.matches("[0-9]{1,7}(\\.[0-9]{1,6})?") && Double.parseDouble(text) > 0) {
      return Double.parseDouble(text);
    }
    throw new WrongInputException(
        "--rate is '%s', expected jobs per hour above 0 such as 60".formatted(text));
  }
}
