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

/** {@code usage show}: shows usage by project and workload. */
@Command(
    name = "show",
    description = {
      "Show usage since a day: device and core time, tokens, energy, carbon and cost.",
      "Quantities that were modelled rather than measured are marked ~. Days are in UTC."
    })
public final class UsageReportCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only this project.")
  private String project = "";

  @Option(
      names = "--since",
      paramLabel = "DAY",
      description = "First day, such as 2026-11-01; default: the first of this month.")
  private String since = "";

  @Option(names = "--until", paramLabel = "DAY", description = "The day after the last.")
  private String until = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Show the N most expensive workloads and sum up the rest; default: 100.")
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
            Column.number("GRAMS CO2"));
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
          DecimalText.rounded(usage.at("/others/gramsCo2")));
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
        DecimalText.rounded(usage.at("/total/gramsCo2")));
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
        modelled + DecimalText.rounded(quantity.path("quantity")),
        quantity.path("unit").asText(),
        DecimalText.money(quantity.path("cost")),
        DecimalText.rounded(quantity.path("gramsCo2")));
  }
}
