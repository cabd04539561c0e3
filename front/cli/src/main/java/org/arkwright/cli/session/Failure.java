package org.arkwright.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.arkwright.cli.api.ApiProblem;
import org.arkwright.model.ShownValue;

/**
 * What went wrong, in the parts that people read as lines and programs as members.
 *
 * @param code one word for programs, such as {@code usage}, {@code not-found} or {@code no-server}
 * @param message one sentence that names the value at fault
 * @param details further errors of the same document; usually none
 * @param expected what would have been accepted; empty if unknown
 * @param hint what to do, a line each; empty if nothing
 * @param exit the exit code of the process
 */
record Failure(
    String code,
    String message,
    List<String> details,
    String expected,
    List<String> hint,
    int exit) {
  static final String USAGE = "usage";
  private static final String EXPECTED = "expected: ";

  Failure {
    details = List.copyOf(details);
    hint = List.copyOf(hint);
  }

  /** Reads the lines of an exception: the reason, what was expected, then advice. */
  static Failure ofLines(String code, int exit, List<String> lines) {
    String expected = "";
    List<String> hint = new ArrayList<>();
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      if (expected.isEmpty() && line.startsWith(EXPECTED)) {
        expected = line.substring(EXPECTED.length());
      } else {
        hint.add(line.strip());
      }
    }
    return new Failure(
        code, lines.isEmpty() ? code : lines.getFirst(), List.of(), expected, hint, exit);
  }

  static Failure of(ApiProblem problem) {
    return new Failure(
        problem.kind(),
        problem.message(),
        problem.errors(),
        problem.expected(),
        problem.advice().isEmpty() ? List.of() : List.of(problem.adviceSentence()),
        problem.isWrongUse() ? ExitCode.USAGE : ExitCode.FAILURE);
  }

  /**
   * Returns the failure as it is shown: values that were typed, and whatever else is too long to be
   * read, by their beginnings.
   */
  Failure shown(List<String> typed) {
    UnaryOperator<String> shown =
        text -> {
          String said = text;
          for (String argument : typed) {
            said = ShownValue.in(said, argument);
            said = ShownValue.in(said, argument.substring(argument.indexOf('=') + 1));
          }
          return ShownValue.error(said);
        };
    return new Failure(
        code,
        shown.apply(message),
        details.stream().map(shown).toList(),
        shown.apply(expected),
        hint.stream().map(shown).toList(),
        exit);
  }

  /** Adds a line of advice. */
  Failure withHint(String line) {
    List<String> more = new ArrayList<>(hint);
    more.add(line);
    return new Failure(code, message, details, expected, more, exit);
  }

  /** Returns the lines to print after {@code error: }; the first is the message. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(message);
    lines.addAll(details);
    if (!expected.isEmpty()) {
      lines.add(EXPECTED + expected);
    }
    lines.addAll(hint);
    return lines;
  }

  /** Returns {@code {"error": {…}}}; members without a value are omitted. */
  JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode error = json.putObject("error").put("code", code).put("message", message);
    if (!details.isEmpty()) {
      details.forEach(error.putArray("details")::add);
    }
    if (!expected.isEmpty()) {
      error.put("expected", expected);
    }
    if (!hint.isEmpty()) {
      error.put("hint", String.join("\n", hint));
    }
    error.put("exitCode", exit);
    return json;
  }
}
