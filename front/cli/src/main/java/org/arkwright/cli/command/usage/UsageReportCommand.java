package org.arkwright.cli.command.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.DecimalText;
import org.arkwright.cli.command.ProjectNotice;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usage show}: shows usage by project and workload. */
@Command(
    name = "show",
    description = {
      "Show usage since a day: a row for each workload, the dearest first, with core-hours,"
          + " device-hours, tokens, energy, cost and carbon.",
      "Quantities that were modelled rather than measured are marked ~. Days are in UTC."
    })
public final class UsageReportCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--project", paramLabel = "PROJECT", description = "Only this project.")
  private String project = "";

  @Option(
      names = "--since",
      paramLabel = "DAY",
      description =
          "First day, such as 2026-11-01 or 7d for a week ago; default: the first of this month.")
  private String since = "";

  @Option(names = "--until", paramLabel = "DAY", description = "The day after the last.")
  private String until = "";

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description =
          "What the rows are for, with commas: project, workload, user, model, kind, site, day,"
              + " month; default: project,workload.")
  private String by = "";

  @Option(
      names = "--detail",
      description = "A row for each workload, user and meter, in the meters' own units.")
  private boolean detail;

  @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json.")
  private UsageFormat format = UsageFormat.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Show the N most expensive rows and sum up the rest; default: 100.")
  private int limit = 100;

  public UsageReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (detail && !by.isEmpty()) {
      throw new WrongUseException(
          "--by is '%s' and --detail is given, which has rows of its own: expected one of them"
              .formatted(by));
    }
    if (detail && format == UsageFormat.CSV) {
      throw new WrongUseException(
          "--format is 'csv' and --detail is given: expected --by user,workload,day or the like, or"
              + " `arkwright bill --format csv`, which has every meter");
    }
    format.refuseBeside(session);
    String path =
        ApiPaths.query(
            meters() ? "/usage" : "/usage/summary",
            "project",
            project,
            "since",
            UsagePeriod.day("--since", since, session.now()),
            "until",
            UsagePeriod.day("--until", until, session.now()),
            "limit",
            Integer.toString(limit));
    String summary = ApiPaths.query(path, "by", by);
    ProjectNotice.print(session, project);
    switch (format) {
      case CSV -> UsageFormat.copy(session, ApiPaths.query(summary, "format", "csv"));
      case JSON -> session.printData(session.api().get(detail ? path : summary));
      case TABLE -> {
        if (meters()) {
          session.print(session.api().get(path), UsageReportCommand::table);
        } else {
          session.print(session.api().get(summary), UsageTable::of);
        }
      }
    }
    return ExitCode.OK;
  }

  /** Scripts that ask with {@code -o} get every meter, as ever, unless they name rows. */
  private boolean meters() {
    return detail || (format == UsageFormat.TABLE && session.wantsData() && by.isEmpty());
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
    table.row(
        "TOTAL",
        "",
        "",
        "",
        "",
        "",
        DecimalText.money(usage.at("/total/cost")),
        DecimalText.rounded(usage.at("/total/gramsCo2")));
    for (JsonNode quantity : usage.at("/site/idle")) {
      row(table, UsageTable.IDLE, "", "", quantity);
    }
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
