package org.arkwright.twin.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.arkwright.twin.trace.Generator;
import org.arkwright.twin.trace.WrongInputException;

/** The {@code generate} command: writes a synthetic trace. */
final class GenerateCommand {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
  private static final int JOBS_MAX = 100_000_000;

  private GenerateCommand() {}

  static void run(List<String> commandLine, PrintStream out) throws WrongInputException {
    Arguments arguments =
        new Arguments(commandLine, List.of("--jobs", "--rate", "--seed", "--output"), List.of());
    if (!arguments.positions().isEmpty()) {
      throw new WrongInputException(
          "'%s' is not expected here".formatted(arguments.positions().getFirst()));
    }
    long jobs = whole(arguments, "--jobs", 1000, 1, JOBS_MAX);
    long seed = whole(arguments, "--seed", 1, 0, Long.MAX_VALUE);
    double rate = rate(arguments.last("--rate").orElse("60"));
    Consumer<String> rows =
        CommandInputs.wantsJson(arguments)
            ? new JsonRows(out)
            : row -> out.append(row).append('\n');
    new Generator(seed).lines((int) jobs, rate, rows);
  }

  /** Prints rows as objects, a line each, by the names in the first; no cell has a separator. */
  private static final class JsonRows implements Consumer<String> {
    private final PrintStream out;
    private String[] names = {};

    JsonRows(PrintStream out) {
      this.out = out;
    }

    @Override
    public void accept(String row) {
      String[] cells = row.split(",", -1);
      if (names.length == 0) {
        names = cells;
        return;
      }
      ObjectNode job = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < cells.length; i++) {
        if (NUMBER.matcher(cells[i]).matches()) {
          job.put(names[i], new BigDecimal(cells[i]));
        } else if (!cells[i].isEmpty()) {
          job.put(names[i], cells[i]);
        }
      }
      out.append(job.toString()).append('\n');
    }
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
