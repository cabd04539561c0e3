package org.arkwright.cli.command.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
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

/** {@code bill show}: shows a project's bill for a month. */
@Command(
    name = "show",
    description = {
      "Show a project's bill for a month, or since a day: a row for each workload, the dearest"
          + " first.",
      "With --detail, csv and json, without --by: one row per day, user, workload and meter, in the"
          + " columns of FOCUS 1.2 and with exact amounts; csv has every row."
    })
public final class BillCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "The project; default: default.")
  private String project = "default";

  @Option(
      names = "--month",
      paramLabel = "MONTH",
      description = "Such as 2026-11; default: this month.")
  private String month = "";

  @Option(
      names = "--since",
      paramLabel = "DAY",
      description = "First day, in place of a month, such as 2026-11-01 or 7d for a week ago.")
  private String since = "";

  @Option(names = "--until", paramLabel = "DAY", description = "The day after the last.")
  private String until = "";

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description =
          "What the rows are for, with commas: project, workload, user, model, kind, site, day,"
              + " month; default: workload.")
  private String by = "";

  @Option(
      names = "--detail",
      description = "A row for each day, user, workload and meter, in the meters' own units.")
  private boolean detail;

  @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json.")
  private UsageFormat format = UsageFormat.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Show the N most expensive rows and sum up the rest, unless csv; default: 1000.")
  private int limit = 1000;

  public BillCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (!month.isEmpty() && !since.isEmpty()) {
      throw new WrongUseException(
          "--month is '%s' and --since is '%s', expected one of them".formatted(month, since));
    }
    if (!month.isEmpty() && !until.isEmpty()) {
      throw new WrongUseException(
          "--month is '%s' and --until is '%s', expected one of them".formatted(month, until));
    }
    if (!by.isEmpty() && detail) {
      throw new WrongUseException(
          "--by is '%s' and --detail is given, which has rows of its own: expected one of them"
              .formatted(by));
    }
    format.refuseBeside(session);
    ProjectNotice.print(session, project);
    String from = UsagePeriod.day("--since", since, session.now());
    String to = UsagePeriod.day("--until", until, session.now());
    String path =
        ApiPaths.query(
            ApiPaths.of("projects", project, "bill"),
            "month",
            month,
            "since",
            from,
            "until",
            to.isEmpty() && !from.isEmpty() ? tomorrow() : to,
            "limit",
            Integer.toString(limit));
    boolean focus = by.isEmpty() && (detail || session.wantsData() || format != UsageFormat.TABLE);
    String rows = focus ? path : summary(from, to);
    switch (format) {
      case CSV -> UsageFormat.copy(session, ApiPaths.query(rows, "format", "csv"));
      case JSON -> session.printData(session.api().get(rows));
      case TABLE ->
          session.print(session.api().get(rows), focus ? BillCommand::table : UsageTable::of);
    }
    return ExitCode.OK;
  }

  private String tomorrow() {
    return LocalDate.ofInstant(session.now(), ZoneOffset.UTC).plusDays(1).toString();
  }

  private String summary(String from, String to) {
    Optional<YearMonth> whole =
        Optional.of(month).filter(text -> !text.isEmpty()).map(BillCommand::month);
    return ApiPaths.query(
        "/usage/summary",
        "project",
        project,
        "since",
        whole.map(day -> day.atDay(1).toString()).orElse(from),
        "until",
        whole.map(day -> day.plusMonths(1).atDay(1).toString()).orElse(to),
        "by",
        by.isEmpty() ? "workload" : by,
        "limit",
        Integer.toString(limit));
  }

  private static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException _) {
      throw new WrongUseException(
          "--month is '%s', expected a month such as 2026-11".formatted(text));
    }
  }

  private static Table table(JsonNode bill) {
    String currency = bill.path("currency").asText();
    Table table =
        new Table(
            Column.key("DAY"),
            Column.text("RESOURCE"),
            Column.text("SKU"),
            Column.number("QUANTITY"),
            Column.text("UNIT"),
            Column.number(currency),
            Column.number("GRAMS CO2"));
    for (JsonNode row : bill.path("rows")) {
      String modelled = row.path("x_Basis").asText().equals("modelled") ? "~" : "";
      table.row(
          row.path("ChargePeriodStart").asText().replaceFirst("T.*", ""),
          row.path("ResourceType").asText() + "/" + row.path("ResourceName").asText(),
          row.path("SkuId").asText(),
          modelled + DecimalText.rounded(row.path("ConsumedQuantity")),
          row.path("ConsumedUnit").asText(),
          DecimalText.money(row.path("BilledCost")),
          DecimalText.rounded(row.path("x_GramsCo2")));
    }
    if (bill.has("others")) {
      table.row(
          "(%d others)".formatted(bill.at("/others/count").asLong()),
          "",
          "",
          "",
          "",
          DecimalText.money(bill.at("/others/cost")),
          DecimalText.rounded(bill.at("/others/gramsCo2")));
    }
    table.row(
        "TOTAL",
        "",
        "",
        "",
        "",
        DecimalText.money(bill.path("total")),
        DecimalText.rounded(bill.path("gramsCo2")));
    return table;
  }
}
