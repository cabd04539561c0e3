package org.arkwright.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.Work;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads what a job executes: {@code command} is a list of a program and its arguments, or one line
 * for the shell; {@code script} is text for the shell or its {@code #!} interpreter.
 */
final class WorkReader {
  private static final String COMMAND =
      "a list such as [python, train.py], or one line for the shell";
  private static final SpecScalar<String> ARGUMENT = SpecScalar.text("text or a number", _ -> true);
  private static final SpecScalar<String> LINES =
      SpecScalar.text("text that is not blank", text -> !text.isBlank());

  private WorkReader() {}

  static Optional<Work> read(SpecFields fields) {
    boolean script = fields.has("script");
    if (script && fields.has("command")) {
      fields
          .node("script", "either of the two")
          .ifPresent(node ->
              fields
                  .problems()
                  .field(
                      "script",
                      node,
                      "command or script",
                      "command and script are both given; keep one"));
    } else if (!script && !fields.has("command")) {
      fields.problems().document("command or script", "nothing to run: give command or script");
    }
    Optional<Work> command = fields.node("command", COMMAND).flatMap(node -> command(fields, node));
    // A byte order mark would hide the interpreter that a first line names.
    Optional<Work> text =
        fields
            .value("script", LINES)
            .map(lines -> lines.startsWith("\uFEFF") ? lines.substring(1) : lines)
            .filter(lines -> !lines.isBlank())
            .map(Work.Script::new);
    return command.or(() -> text);
  }

  private static Optional<Work> command(SpecFields fields, Node node) {
    if (!(node instanceof SequenceNode list)) {
      Optional<String> line = LINES.read(node);
      if (line.isEmpty()) {
        fields.problems().value("command", node, COMMAND);
      }
      return line.map(Work.Script::new);
    }
    List<String> argv = new ArrayList<>();
    for (Node item : list.getValue()) {
      Optional<String> argument = ARGUMENT.read(item);
      if (argument.isEmpty()) {
        fields.problems().value("command[" + argv.size() + "]", item, ARGUMENT.expected());
      }
      argv.add(argument.orElse("?"));
    }
    if (argv.isEmpty() || argv.getFirst().isEmpty()) {
      fields.problems().field("command", node, COMMAND, "command names no program");
      return Optional.empty();
    }
    return Optional.of(new Work.Command(argv));
  }
}
