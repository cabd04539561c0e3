package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.AmountText;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code node list}: lists nodes. */
@Command(
    name = "ls",
    description = "List nodes: total and free resources, and the limits they enforce.")
public final class NodeListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final AtOption at = new AtOption();

  public NodeListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    session.print(
        PagedList.allPages(session.api(), at.of("/nodes", session), "nodes"),
        NodeListCommand::table);
    return ExitCode.OK;
  }

  private static Table table(JsonNode nodes) {
    Table table =
        new Table(
            Column.key("NODE"),
            Column.text("STATE"),
            Column.number("FREE CPUS"),
            Column.number("FREE MEMORY"),
            Column.number("FREE DEVICES"),
            Column.text("ENFORCED").asMinor(),
            Column.text("NOT ENFORCED").asMinor());
    for (JsonNode node : nodes) {
      if (node.path("state").asText("").equals("Expected")) {
        table.row(node.path("name").asText(), "Expected", "", "", "", "", "");
        continue;
      }
      table.row(
          node.path("name").asText(),
          node.path("state").asText(""),
          AmountText.freeOfTotal(node.path("cpus")),
          AmountText.freeOfTotalMemory(node.path("memory")),
          AmountText.freeOfTotal(node.path("devices")),
          limits(node.path("limits"), true),
          limits(node.path("limits"), false));
    }
    return table;
  }

  static String limits(JsonNode limits, boolean enforced) {
    List<String> texts = new ArrayList<>();
    for (JsonNode limit : limits) {
      String mechanism = limit.path("mechanism").asText("").replaceFirst("^null$", "");
      if (mechanism.isEmpty() != enforced) {
        String note = enforced ? mechanism : limit.path("detail").asText("");
        texts.add(limit.path("name").asText() + (note.isEmpty() ? "" : " (" + note + ")"));
      }
    }
    return String.join(", ", texts);
  }
}
