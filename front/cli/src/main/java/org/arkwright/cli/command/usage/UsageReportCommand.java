package org.arkwright.cli.command.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.DecimalText;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what was used. */
@Command(
    name = "show",
    description = {
      "Show what was used since a day: time of devices and cores, tokens, energy, carbon, money.",
      "What was computed rather than counted is marked ~. Days are UTC."
    })
public final class UsageReportCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only this project.")
  private String project = "";

  @Option(
      names = "--since",
      paramLabel = "DAY",
      description = "First day, such as 2026-11-01; else the first of this month.")
  private String since = "";

  @Option(names = "--until", paramLabel = "DAY", description = "The day after the last.")
  private String until = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "List the costliest N workloads and sum up the others; else 100.")
  private int limit = 100;

  public UsageReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode usage =
        session
            .api()
            .get(
                ApiPaths.query(
                    "/usage",
                    "project",
                    project,
                    "since",
                    since,
                    "until",
                    until,
                    "limit",
                    Integer.toString(limit)));
    session.print(usage, UsageReportCommand::table);
    return ExitCode.OK;
  }

  private static Table table(JsonNode usage) {
    String currency = usage.path("currency").asText();
    Table table =
        new Table(
            Column.key("PROJECT"),
            Column.text("WORKLOAD"),
            Column.text("BY"),
            Column.text("METER"),
            Column.number("QUANTITY"),
            Column.text("UNIT"),
            Column.number(currency),
            Column.number("G CO2"));
    for (JsonNode account : usage.path("usage")) {
      String workload =
          account.at("/workload/kind").asText() + "/" + account.at("/workload/name").asText();
      for (JsonNode quantity : account.path("quantities")) {
        row(
            table,
            account.path("project").asText(),
            workload,
            account.path("by").asText(),
            quantity);
      }
    }
    if (usage.has("others")) {
      table.row(
          "(%d others)".formatted(usage.at("/others/count").asLong()),
          "",
          "",
          "",
          "",
          "",
          DecimalText.money(usage.at("/others/cost")),
          DecimalText.shown(usage.at("/others/gramsCo2")));
    }
    for (JsonNode quantity : usage.at("/site/idle")) {
      row(table, "(idle)", "", "", quantity);
    }
    table.row(
        "TOTAL",
        "",
        "",
        "",
        "",
        "",
        DecimalText.money(usage.at("/total/cost")),
        DecimalText.shown(usage.at("/total/gramsCo2")));
    return table;
  }

  private static void row(
      Table table, String project, String workload, String by, JsonNode quantity) {
    String item = quantity.path("item").asText("");
    String modelled = quantity.path("basis").asText().equals("modelled") ? "~" : "";
    table.row(
        project,
        workload,
        by,
        quantity.path("meter").asText() + (item.isEmpty() ? "" : " " + item),
        modelled + DecimalText.shown(quantity.path("quantity")),
        quantity.path("unit").asText(),
        DecimalText.money(quantity.path("cost")),
        DecimalText.shown(quantity.path("gramsCo2")));
  }
}
