package org.arkwright.cli.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in our words what is wrong with a command line: the value, what was expected, what to do.
 */
final class UsageWords {
  private UsageWords() {}

  static Failure of(ParameterException invalid) {
    CommandLine command = invalid.getCommandLine();
    CommandSpec spec = command.getCommandSpec();
    List<String> hint = new ArrayList<>();
    if (invalid instanceof UnmatchedArgumentException unmatched) {
      Suggestions.of(command, first(unmatched)).ifPresent(hint::add);
    }
    hint.add(seeHelp(spec));
    String[] words = words(invalid, spec);
    return new Failure(Failure.USAGE, words[0], List.of(), words[1], hint, ExitCode.USAGE);
  }

  static String seeHelp(CommandSpec spec) {
    return "See: " + spec.qualifiedName() + " --help";
  }

  /** Returns what is wrong and what was expected; the second may be empty. */
  private static String[] words(ParameterException invalid, CommandSpec spec) {
    return switch (invalid) {
      case UnknownCommandException unknown -> both(message(unknown), "");
      case UnmatchedArgumentException unmatched when unmatched.isUnknownOption() ->
          both("'%s' has no option %s".formatted(spec.qualifiedName(), first(unmatched)), "");
      case UnmatchedArgumentException unmatched -> tooMuch(first(unmatched), spec);
      case OverwrittenOptionException twice ->
          both(name(twice.getOverwritten()) + " is given twice", "it once");
      case MissingParameterException missing -> missing(missing, spec);
      case ParameterException value when argument(value) != null -> value(value);
      default -> own(message(invalid), spec);
    };
  }

  private static String[] tooMuch(String word, CommandSpec spec) {
    String taken = positionals(spec);
    return both(
        "'%s' is one word too many".formatted(word),
        taken.isEmpty()
            ? "nothing after " + spec.qualifiedName() + " but options"
            : spec.qualifiedName() + " " + taken);
  }

  private static String[] missing(MissingParameterException missing, CommandSpec spec) {
    List<ArgSpec> all = missing.getMissing();
    if (all.isEmpty()) {
      return own(message(missing), spec);
    }
    ArgSpec first = all.getFirst();
    if (first instanceof OptionSpec option && !option.required()) {
      return both(name(option) + " needs a value", expected(option));
    }
    String names = String.join(" and ", all.stream().map(UsageWords::name).toList());
    return both(
        "%s %s missing".formatted(names, all.size() == 1 ? "is" : "are"),
        first instanceof PositionalParamSpec
            ? "%s %s, %s: %s"
                .formatted(
                    spec.qualifiedName(), positionals(spec), name(first), lower(description(first)))
            : description(first));
  }

  private static String lower(String text) {
    boolean isInCapitals = text.length() > 1 && Character.isUpperCase(text.charAt(1));
    return text.isEmpty() || isInCapitals
        ? text
        : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private static String positionals(CommandSpec spec) {
    return String.join(
        " ", spec.positionalParameters().stream().map(UsageWords::name).distinct().toList());
  }

  private static String[] value(ParameterException invalid) {
    ArgSpec argument = argument(invalid);
    if (argument == null) {
      return both(message(invalid), "");
    }
    String value = invalid.getValue();
    if (value == null) {
      // The value is quoted at the end of picocli's sentence about pairs.
      String text = message(invalid);
      int quoted = text.lastIndexOf(" but was ");
      value = quoted < 0 ? "" : text.substring(quoted + " but was ".length());
    }
    String said = invalid.getCause() instanceof TypeConversionException own ? message(own) : "";
    int split = said.indexOf("\nexpected: ");
    return both(
        "%s is '%s'".formatted(name(argument), value),
        split < 0 ? expected(argument) : said.substring(split + "\nexpected: ".length()));
  }

  /** Splits a sentence of a command of ours; picocli's own last one is about missing verbs. */
  private static String[] own(String message, CommandSpec spec) {
    if (!spec.subcommands().isEmpty() && message.startsWith("Missing required subcommand")) {
      return both(
          "'%s' needs a verb".formatted(spec.qualifiedName()),
          String.join(", ", spec.subcommands().keySet()));
    }
    String[] parts = message.split("\nexpected: ", 2);
    return both(parts[0], parts.length == 2 ? parts[1] : "");
  }

  private static String expected(ArgSpec argument) {
    Class<?> type = argument.type();
    Class<?> element = argument.auxiliaryTypes().length == 0 ? type : argument.auxiliaryTypes()[0];
    if (Map.class.isAssignableFrom(type)) {
      String label = argument.paramLabel();
      return label.contains("=") ? label : "NAME=VALUE";
    }
    if (element.isEnum()) {
      List<String> names = Arrays.stream(element.getEnumConstants()).map(Object::toString).toList();
      return either(names).toLowerCase(Locale.ROOT);
    }
    if (isOneOf(element, int.class, Integer.class, long.class, Long.class)) {
      return "a whole number";
    }
    if (isOneOf(element, double.class, Double.class, float.class, Float.class)) {
      return "a number";
    }
    if (isOneOf(element, boolean.class, Boolean.class)) {
      return "no value, or true or false";
    }
    if (element == Duration.class) {
      return "a duration such as 90s, 10m, 1h30m or 2d";
    }
    return description(argument);
  }

  private static boolean isOneOf(Class<?> type, Class<?>... types) {
    return Arrays.asList(types).contains(type);
  }

  private static String either(List<String> names) {
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }

  private static String description(ArgSpec argument) {
    String text = String.join(" ", argument.description());
    return (argument instanceof PositionalParamSpec || text.isEmpty()
            ? text
            : argument.paramLabel() + ": " + text)
        .replaceAll("\\.$", "");
  }

  static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static ArgSpec argument(ParameterException invalid) {
    return invalid.getArgSpec();
  }

  private static String first(UnmatchedArgumentException unmatched) {
    return Stream.ofNullable(unmatched.getUnmatched())
        .flatMap(List::stream)
        .findFirst()
        // Of --option=value the option is what is not known.
        .map(word -> word.startsWith("-") ? word.split("=", 2)[0] : word)
        .orElse("");
  }

  private static String[] both(String what, String expected) {
    return new String[] {what, expected};
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
