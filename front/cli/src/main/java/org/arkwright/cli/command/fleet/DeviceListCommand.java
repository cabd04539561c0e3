package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.AmountText;
import org.arkwright.cli.command.AtOption;
import org.arkwright.cli.command.DeviceUseText;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code device ls}: lists devices. */
@Command(name = "ls", description = "List devices, how much of each is free, and the jobs on it.")
public final class DeviceListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final AtOption at = new AtOption();

  public DeviceListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    session.print(
        PagedList.allPages(session.api(), at.of("/devices", session), "devices"),
        DeviceListCommand::table);
    return ExitCode.OK;
  }

  private static Table table(JsonNode devices) {
    boolean measured = false;
    for (JsonNode device : devices) {
      measured |= device.has("use");
    }
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.key("NODE"),
                Column.number("INDEX"),
                Column.text("KIND"),
                Column.text("VENDOR").asMinor(),
                Column.number("MEMORY").asMinor(),
                Column.number("FREE"),
                Column.text("JOBS"),
                Column.text("UUID").asMinor()));
    if (measured) {
      columns.add(6, Column.text("NOW"));
    }
    Table table = new Table(columns.toArray(Column[]::new));
    for (JsonNode device : devices) {
      StringJoiner jobs = new StringJoiner(", ");
      device.path("jobs").forEach(job -> jobs.add(job.path("id").asText(job.asText())));
      List<String> cells =
          new ArrayList<>(
              List.of(
                  device.path("node").asText(""),
                  device.path("index").asText(""),
                  device.path("kind").asText(""),
                  device.path("vendor").asText(""),
                  AmountText.memory(device.path("memory")),
                  device.path("free").asText(""),
                  jobs.toString(),
                  device.path("uuid").asText("").replaceFirst("^null$", "")));
      if (measured) {
        cells.add(6, DeviceUseText.of(device.path("use")));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }
}
