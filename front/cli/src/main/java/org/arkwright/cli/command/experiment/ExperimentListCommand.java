package org.arkwright.cli.command.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code experiment ls}: lists experiments. */
@Command(
    name = "ls",
    description = "List a project's experiments. A job's runs are in the one of its name.")
public final class ExperimentListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ProjectOption option = new ProjectOption();

  public ExperimentListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ArrayNode experiments = JsonNodeFactory.instance.arrayNode();
    RunSet.experiments(option.tracking(session)).forEach(experiments::add);
    session.print(experiments, this::table);
    return ExitCode.OK;
  }

  private Table table(JsonNode experiments) {
    Table table =
        new Table(
            Column.key("NAME"),
            Column.number("ID"),
            Column.number("AGE"),
            Column.text("ARTIFACTS"));
    for (JsonNode one : experiments) {
      table.row(
          one.path("name").asText(),
          one.path("experiment_id").asText(),
          AgeText.since(
              Instant.ofEpochMilli(one.path("creation_time").asLong()).toString(), session.now()),
          one.path("artifact_location").asText());
    }
    return table;
  }
}
