package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import org.arkwright.model.unit.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code artifact imports}: lists the imports since the server started. */
@Command(name = "imports", description = "List the imports since the server started.")
public final class ImportListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ArtifactOption option = new ArtifactOption();

  public ImportListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode imports = session.api().get(option.imports()).path("imports");
    session.print(imports, ImportListCommand::table);
    return ExitCode.OK;
  }

  private static Table table(JsonNode imports) {
    Table table =
        new Table(
            Column.key("ID"),
            Column.text("NAME"),
            Column.text("STATE"),
            Column.number("READ"),
            Column.text("SOURCE"));
    for (JsonNode each : imports) {
      table.row(
          each.path("id").asText(""),
          each.path("name").asText(""),
          each.path("state").asText(""),
          new Bytes(each.path("bytesDone").asLong()).toString(),
          VisibleText.of(each.path("source").asText("")));
    }
    return table;
  }
}
