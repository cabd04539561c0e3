package org.arkwright.cli.command.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;

/** {@code key ls}: lists API keys. */
@Command(name = "ls", description = "List the valid keys, by id and without their secrets.")
public final class KeyListCommand implements Callable<Integer> {
  private final Session session;

  public KeyListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    session.print(PagedList.allPages(session.api(), "/keys", "keys"), KeyListCommand::table);
    return ExitCode.OK;
  }

  private static Table table(JsonNode keys) {
    Table table =
        new Table(
            Column.key("KEY"),
            Column.text("PROJECT"),
            Column.number("REQUESTS/MIN"),
            Column.number("TOKENS/MIN"),
            Column.text("CREATED"));
    for (JsonNode key : keys) {
      table.row(
          key.path("id").asText(),
          key.path("project").asText(),
          key.path("requestsPerMinute").asText("unlimited"),
          key.path("tokensPerMinute").asText("unlimited"),
          key.path("createdAt").asText().replaceFirst("\\..*", "Z"));
    }
    return table;
  }
}
