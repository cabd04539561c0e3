package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.cli.api.ApiProblem;
import org.arkwright.cli.api.ProblemException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Says what the server refused in the words of the command line. The server knows the fields of the
 * document that was made of the options; people know the options.
 *
 * @param command the command whose options they were
 * @param options the option of each field, by the field's path
 */
public record OptionErrors(CommandLine command, Map<String, String> options) {
  private static final int INVALID = 400;
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\" in quotes, which is text");

  /** A request that is made of the options. */
  @FunctionalInterface
  public interface Request {
    JsonNode send() throws IOException;
  }

  /** Sends a request; what is refused of it is said in the words of the options. */
  public JsonNode sending(Request request) throws IOException {
    try {
      return request.send();
    } catch (ProblemException refused) {
      throw explain(refused);
    }
  }

  /** Returns the usage error behind a refusal, or the refusal if it is not about options. */
  public RuntimeException explain(ProblemException refused) {
    ApiProblem problem = refused.problem();
    List<Optional<String>> lines = problem.fields().stream().map(this::line).toList();
    return problem.status() == INVALID
            && !lines.isEmpty()
            && lines.stream().allMatch(Optional::isPresent)
        ? new ParameterException(
            command, String.join("\n  ", lines.stream().map(Optional::orElseThrow).toList()))
        : refused;
  }

  private Optional<String> line(ApiProblem.FieldError error) {
    // Where the message begins with the field, the same word may occur again as something else.
    // What was typed was text already: that the document quotes it is no news.
    Matcher quoted = QUOTED.matcher(error.message());
    String said =
        quoted.find()
            ? error.message().replace(quoted.group(), "'%s'".formatted(quoted.group(1)))
                + missingUnit(quoted.group(1), error)
            : error.message();
    return option(error.field())
        .map(option ->
            said.startsWith(error.field() + " ")
                ? option + said.substring(error.field().length())
                : said.replace(error.field(), option));
  }

  private static String missingUnit(String value, ApiProblem.FieldError error) {
    return value.matches("[0-9.]+") && error.message().contains("duration")
        ? "; a number needs its unit, as in %1$ss or %1$sm".formatted(value)
        : "";
  }

  private Optional<String> option(String field) {
    String option = options.get(field);
    if (option != null) {
      return Optional.of(option);
    }
    // A key of one of the mappings, such as env.HOME.
    int dot = field.indexOf('.');
    String mapping = dot < 0 ? null : options.get(field.substring(0, dot));
    if (mapping != null) {
      return Optional.of(mapping + " " + field.substring(dot + 1));
    }
    String key = field.startsWith("a key of ") ? options.get(field.substring(9)) : null;
    return Optional.ofNullable(key).map(known -> "a name of " + known);
  }
}
