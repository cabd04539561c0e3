package org.arkwright.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.arkwright.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * A noun of the command line, with its verbs in the order of the help. Commands are created on
 * demand: creating them all takes longer than most of them run.
 */
final class Noun {
  private final String name;
  private final String[] description;
  private final SequencedMap<String, Function<Session, Object>> verbs = new LinkedHashMap<>();
  private Optional<String> implied = Optional.empty();

  /** The picocli command that groups a noun's verbs. */
  @Command
  private static final class Group {}

  Noun(String name, String... description) {
    this.name = name;
    this.description = description;
  }

  Noun verb(String verb, Function<Session, Object> command) {
    verbs.put(verb, command);
    return this;
  }

  /** Sets the verb to assume when the word after the noun is not a verb: {@code job NAME}. */
  Noun implying(String verb) {
    implied = Optional.of(verb);
    return this;
  }

  Map<String, Function<Session, Object>> verbs() {
    return verbs;
  }

  Optional<String> implied() {
    return implied;
  }

  /** Returns the noun's command with only the given verb, or with all verbs if it is not one. */
  CommandLine commandLine(Session session, Optional<String> verb) {
    CommandLine group = new CommandLine(new Group());
    group.getCommandSpec().name(name).usageMessage().description(description);
    Optional<Function<Session, Object>> requested = verb.map(verbs::get);
    if (requested.isPresent()) {
      var _ = add(group, verb.get(), requested.get().apply(session));
    } else {
      verbs.forEach((each, command) -> add(group, each, command.apply(session)));
    }
    return group;
  }

  static CommandLine add(CommandLine group, String name, Object command) {
    CommandLine line =
        command instanceof CommandLine existing ? existing : new CommandLine(command);
    line.getCommandSpec().name(name);
    group.addSubcommand(name, line);
    return line;
  }
}
