package org.arkwright.cli.session;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Refuses options and names that are given without text, as by {@code --cpus "$UNSET"}. Commands
 * take an empty text for one that is not given, so the caller would get what they did not ask for.
 */
public final class EmptyValues implements IExecutionStrategy {
  private final IExecutionStrategy commands = new RunLast();

  @Override
  public int execute(ParseResult parsed) {
    for (ParseResult one = parsed; one != null; one = one.subcommand()) {
      if (!one.isUsageHelpRequested()) {
        check(one);
      }
    }
    return commands.execute(parsed);
  }

  private static void check(ParseResult parsed) {
    CommandLine command = parsed.commandSpec().commandLine();
    for (OptionSpec option : parsed.matchedOptions()) {
      refuse(command, option);
    }
    for (PositionalParamSpec position : parsed.matchedPositionals()) {
      // A list holds what belongs to somebody else: a program's arguments, a question's words.
      if (!position.isMultiValue()) {
        refuse(command, position);
      }
    }
  }

  private static void refuse(CommandLine command, ArgSpec argument) {
    Optional<String> empty =
        argument.originalStringValues().stream().filter(String::isEmpty).findFirst();
    if (empty.isPresent() && !argument.typeInfo().isBoolean()) {
      throw new ParameterException(command, UsageWords.name(argument) + " is ''", argument, "");
    }
  }
}
