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
 * One thing that commands are about, with its verbs in the order of the help. A command is made
 * only when it is asked for: to make them all takes longer than most of them run.
 */
final class Noun {
  private final String name;
  private final String[] description;
  private final SequencedMap<String, Function<Session, Object>> verbs = new LinkedHashMap<>();
  private Optional<String> implied = Optional.empty();

  /** What picocli needs for a command that only groups others. */
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

  /** The verb that is meant where the word after the noun is none: {@code job NAME}. */
  Noun implying(String verb) {
    implied = Optional.of(verb);
    return this;
  }

  String name() {
    return name;
  }

  Map<String, Function<Session, Object>> verbs() {
    return verbs;
  }

  Optional<String> implied() {
    return implied;
  }

  /** The command with that verb alone, or with all where it is none of them. */
  CommandLine commandLine(Session session, Optional<String> verb) {
    CommandLine group = new CommandLine(new Group());
    group.getCommandSpec().name(name).usageMessage().description(description);
    Optional<Function<Session, Object>> asked = verb.map(verbs::get);
    if (asked.isPresent()) {
      var _ = add(group, verb.get(), asked.get().apply(session));
    } else {
      verbs.forEach((each, command) -> add(group, each, command.apply(session)));
    }
    return group;
  }

  static CommandLine add(CommandLine group, String name, Object command) {
    CommandLine line = command instanceof CommandLine made ? made : new CommandLine(command);
    line.getCommandSpec().name(name);
    group.addSubcommand(name, line);
    return line;
  }
}
