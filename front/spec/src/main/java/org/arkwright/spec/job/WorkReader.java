package org.arkwright.spec.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.model.job.Work;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads what a job executes: {@code command} is a list of a program and its arguments, or one line
 * for the shell; {@code script} is text for the shell or its {@code #!} interpreter; {@code
 * builtin} is a program of arkwright's own and its arguments; {@code server} is what replicas run.
 */
final class WorkReader {
  private static final String COMMAND =
      "a list such as [python, train.py], or one line for the shell";
  private static final String PROGRAMS =
      Arrays.stream(Work.Program.values())
          .map(Work.Program::word)
          .collect(Collectors.joining(" or "));
  private static final String BUILTIN = "a list such as [train, --preset, nano]";
  private static final List<String> FIELDS = List.of("command", "script", "builtin", "server");
  private static final SpecScalar<String> ARGUMENT = SpecScalar.text("text or a number", _ -> true);
  private static final SpecScalar<String> LINES =
      SpecScalar.text("text that is not blank", text -> !text.isBlank());

  private WorkReader() {}

  static Optional<Work> read(SpecFields fields) {
    List<String> given = FIELDS.stream().filter(fields::has).toList();
    if (given.isEmpty()) {
      fields.problems().document("command or script", "nothing to run: give command or script");
    } else if (given.size() > 1) {
      String extra = given.get(1);
      fields
          .node(extra, "one of them")
          .ifPresent(node ->
              fields
                  .problems()
                  .field(
                      fields.pathOf(extra),
                      node,
                      String.join(" or ", given),
                      "%s are both given; keep one".formatted(String.join(" and ", given))));
    }
    Optional<Work> command = fields.node("command", COMMAND).flatMap(node -> command(fields, node));
    // A byte order mark would hide the interpreter that a first line names.
    Optional<Work> text =
        fields
            .value("script", LINES)
            .map(lines -> lines.startsWith("\uFEFF") ? lines.substring(1) : lines)
            .filter(lines -> !lines.isBlank())
            .map(Work.Script::new);
    Optional<Work> builtin = fields.node("builtin", BUILTIN).flatMap(node -> builtin(fields, node));
    Optional<Work> server =
        fields
            .node("server", COMMAND)
            .flatMap(node -> arguments(fields, "server", COMMAND, node))
            .map(Work.Server::new);
    return command.or(() -> text).or(() -> builtin).or(() -> server);
  }

  private static Optional<Work> builtin(SpecFields fields, Node node) {
    Optional<List<String>> words = arguments(fields, "builtin", BUILTIN, node);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String name = words.get().getFirst();
    Optional<Work.Program> program = Work.Program.parse(name);
    if (program.isEmpty()) {
      fields
          .problems()
          .field(
              fields.pathOf("builtin"),
              node,
              PROGRAMS,
              "builtin names '%s', expected %s as its first item".formatted(name, PROGRAMS));
    }
    return program.map(
        found -> new Work.Builtin(found, words.get().subList(1, words.get().size())));
  }

  private static Optional<Work> command(SpecFields fields, Node node) {
    if (!(node instanceof SequenceNode list)) {
      Optional<String> line = LINES.read(node);
      if (line.isEmpty()) {
        fields.problems().value(fields.pathOf("command"), node, COMMAND);
      }
      return line.map(Work.Script::new);
    }
    return arguments(fields, "command", COMMAND, list).map(Work.Command::new);
  }

  /** Reads a list of a program and its arguments. */
  private static Optional<List<String>> arguments(
      SpecFields fields, String field, String expected, Node node) {
    if (!(node instanceof SequenceNode list)) {
      fields.problems().value(fields.pathOf(field), node, expected);
      return Optional.empty();
    }
    List<String> argv = new ArrayList<>();
    for (Node item : list.getValue()) {
      Optional<String> argument = ARGUMENT.read(item);
      if (argument.isEmpty()) {
        fields
            .problems()
            .value(fields.pathOf(field) + "[" + argv.size() + "]", item, ARGUMENT.expected());
      }
      argv.add(argument.orElse("?"));
    }
    if (argv.isEmpty() || argv.getFirst().isEmpty()) {
      fields.problems().field(fields.pathOf(field), node, expected, field + " names no program");
      return Optional.empty();
    }
    return Optional.of(argv);
  }
}
