package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.AgeText;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deployment ls}: lists deployments. */
@Command(name = "ls", description = "List deployments and their state.")
public final class DeploymentListCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only those of a project.")
  private String project = "";

  public DeploymentListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    String path = ApiPaths.query("/deployments", "project", project);
    session.print(
        PagedList.allPages(session.api(), path, "deployments"), all -> table(session, all));
    ProjectNotice.print(session, project);
    return ExitCode.OK;
  }

  public static Table table(Session session, Iterable<JsonNode> deployments) {
    Table table =
        new Table(
            Column.key("NAME"),
            Column.text("PROJECT"),
            Column.state("STATE"),
            Column.text("MODEL"),
            Column.number("READY"),
            Column.number("REPLICAS"),
            Column.number("AGE"),
            Column.text("DETAIL"));
    for (JsonNode node : deployments) {
      DeploymentAnswer view = new DeploymentAnswer(node);
      table.row(
          view.name(),
          view.project(),
          view.state(),
          view.model(),
          // While an update goes on, old replicas are ready beside those that are wanted.
          Math.min(view.ready(), view.wanted()) + "/" + view.wanted(),
          node.path("spec").path("replicas").asText(""),
          AgeText.since(view.text("createdAt"), session.now()),
          view.notReadyReason());
    }
    return table;
  }
}
