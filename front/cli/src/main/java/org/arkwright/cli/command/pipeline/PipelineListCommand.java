package org.arkwright.cli.command.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipeline ls}: lists pipelines. */
@Command(name = "ls", description = "List pipelines, live and ended, the newest first.")
public final class PipelineListCommand implements Callable<Integer> {
  private static final int LIMIT_DEFAULT = 50;

  private final Session session;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only those of a project.")
  private String project = "";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those that are Running, Stopping, Succeeded, Failed or Cancelled.")
  private String state = "";

  @Option(names = "--limit", paramLabel = "N", description = "At most so many; default: 50.")
  private int limit = LIMIT_DEFAULT;

  public PipelineListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw WrongUseException.ofValue("--limit", limit, "a number from 1");
    }
    String path = ApiPaths.query("/pipelines", "project", project, "state", state);
    session.print(PagedList.pages(session.api(), path, "pipelines", limit), this::table);
    ProjectNotice.print(session, project);
    return ExitCode.OK;
  }

  private Table table(Iterable<JsonNode> pipelines) {
    Table table =
        new Table(
            Column.key("ID"),
            Column.text("NAME"),
            Column.text("PROJECT"),
            Column.state("STATE"),
            Column.number("AGE"),
            Column.text("STEPS"));
    for (JsonNode pipeline : pipelines) {
      List<String> steps = new ArrayList<>();
      pipeline
          .path("stepStates")
          .properties()
          .forEach(entry -> steps.add(entry.getValue().asText("") + " " + entry.getKey()));
      table.row(
          pipeline.path("id").asText(""),
          pipeline.path("name").asText(""),
          pipeline.path("project").asText(""),
          pipeline.path("state").asText(""),
          AgeText.since(pipeline.path("submittedAt").asText(""), session.now()),
          String.join(", ", steps));
    }
    return table;
  }
}
