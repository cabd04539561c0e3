package org.arkwright.cli.command.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.DecimalText;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bill show}: shows a project's bill for a month. */
@Command(
    name = "show",
    description = {
      "Show a project's bill for a month: one row per day, user, workload and meter.",
      "csv and json have the columns of FOCUS 1.2 and exact amounts; csv has every row."
    })
public final class BillCommand implements Callable<Integer> {
  /** The output formats of a bill. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

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

  @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json.")
  private Format format = Format.TABLE;

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
    String bill = ApiPaths.of("projects", project, "bill");
    String path = ApiPaths.query(bill, "month", month, "limit", Integer.toString(limit));
    switch (format) {
      case TABLE -> session.print(session.api().get(path), BillCommand::table);
      case JSON -> session.terminal().out().println(session.api().get(path).toPrettyString());
      case CSV -> copy(ApiPaths.query(bill, "month", month, "format", "csv"));
    }
    return ExitCode.OK;
  }

  private void copy(String path) throws IOException {
    try (InputStream csv = session.api().open(path, "text/csv")) {
      csv.transferTo(session.terminal().out());
    }
    if (session.terminal().out().checkError()) {
      throw new FailureException("the output could not be written completely");
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
        DecimalText.rounded(bill.path("joules")),
        "joules",
        DecimalText.money(bill.path("total")),
        DecimalText.rounded(bill.path("gramsCo2")));
    return table;
  }
}
