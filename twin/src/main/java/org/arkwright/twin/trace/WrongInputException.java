package org.arkwright.twin.trace;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;

/** Signals unusable input; the message names the value, its place and what was expected. */
public final class WrongInputException extends Exception {
  private static final long serialVersionUID = 1;

  public WrongInputException(String message) {
    super(message);
  }

  /** Creates an exception that lists every problem of the file with its line. */
  public static WrongInputException in(Path file, List<SpecProblem> problems) {
    return new WrongInputException(
        problems.stream()
            .map(problem ->
                problem.line() == 0
                    ? file + ": " + problem.message()
                    : "%s:%d: %s".formatted(file, problem.line(), problem.message()))
            .collect(Collectors.joining("\n")));
  }

  /** Returns what was read from the file, if it had no problems. */
  public static <T> T accepted(Path file, Reading<T> reading) throws WrongInputException {
    return switch (reading) {
      case Reading.Read<T>(T value) -> value;
      case Reading.Rejected<T>(var problems) -> throw in(file, problems);
    };
  }
}
