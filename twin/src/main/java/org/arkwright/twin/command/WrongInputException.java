package org.arkwright.twin.command;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.arkwright.server.spec.Problem;

/** What the user gave cannot be used; the message says what, where, and what was expected. */
final class WrongInputException extends Exception {
  private static final long serialVersionUID = 1;

  WrongInputException(String message) {
    super(message);
  }

  static WrongInputException in(Path file, List<Problem> problems) {
    return new WrongInputException(
        problems.stream()
            .map(problem ->
                problem.line() == 0
                    ? file + ": " + problem.message()
                    : "%s:%d: %s".formatted(file, problem.line(), problem.message()))
            .collect(Collectors.joining("\n")));
  }
}
