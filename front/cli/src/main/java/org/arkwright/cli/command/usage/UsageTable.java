package org.arkwright.cli.command.usage;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.arkwright.cli.terminal.Column;
import org.arkwright.cli.terminal.Table;

/**
 * A summary of usage as a table: a row for each workload, or whatever it is by, the dearest first,
 * and their total. What nobody held is below it: no bill has it, and the total agrees with the
 * bills. Meters that nothing used have no column.
 */
final class UsageTable {
  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
  private static final BigDecimal LEAST_MONEY = new BigDecimal("0.0001");

  /** What the site offered, and nobody held. */
  static final String IDLE = "(idle, not in TOTAL)";

  private UsageTable() {}

  private record Amount(Column column, Function<JsonNode, String> cell) {}

  static Table of(JsonNode summary) {
    List<String> by = new ArrayList<>();
    summary.path("by").forEach(name -> by.add(name.asText()));
    List<Amount> amounts = amounts(summary);
    List<Column> columns = new ArrayList<>();
    by.forEach(name -> columns.add(Column.key(name.toUpperCase(Locale.ROOT))));
    amounts.forEach(amount -> columns.add(amount.column()));
    Table table = new Table(columns.toArray(Column[]::new));
    for (JsonNode row : summary.path("rows")) {
      row(table, by.stream().map(name -> row.path(name).asText()).toList(), amounts, row);
    }
    if (summary.has("others")) {
      JsonNode others = summary.path("others");
      row(
          table,
          titled(by, "(%d others)".formatted(others.path("count").asLong())),
          amounts,
          others);
    }
    row(table, titled(by, "TOTAL"), amounts, summary.path("total"));
    if (summary.has("idle")) {
      row(table, titled(by, IDLE), amounts, summary.path("idle"));
    }
    return table;
  }

  private static List<String> titled(List<String> by, String title) {
    List<String> names = new ArrayList<>(by.stream().map(_ -> "").toList());
    names.set(0, title);
    return names;
  }

  private static void row(Table table, List<String> names, List<Amount> amounts, JsonNode sums) {
    List<String> cells = new ArrayList<>(names);
    amounts.forEach(amount -> cells.add(amount.cell().apply(sums)));
    table.row(cells.toArray(String[]::new));
  }

  private static List<Amount> amounts(JsonNode summary) {
    List<Amount> amounts = new ArrayList<>();
    amounts.add(amount("CORE-H", "coreHours"));
    if (isUsed(summary, "deviceHours")) {
      amounts.add(amount("DEVICE-H", "deviceHours"));
    }
    amounts.add(amount("GIB-H", "gibibyteHours"));
    if (isUsed(summary, "requests")) {
      amounts.add(new Amount(Column.number("TOKENS IN"), sums -> tokens(sums, "tokensIn")));
      amounts.add(new Amount(Column.number("TOKENS OUT"), sums -> tokens(sums, "tokensOut")));
    }
    amounts.add(
        new Amount(
            Column.number("KWH"),
            sums -> modelled(sums, "energyModelled") + rounded(sums.path("kilowattHours"))));
    amounts.add(
        new Amount(
            Column.number(summary.path("currency").asText()), sums -> money(sums.path("cost"))));
    amounts.add(amount("G CO2", "gramsCo2"));
    return amounts;
  }

  private static Amount amount(String title, String field) {
    return new Amount(Column.number(title), sums -> rounded(sums.path(field)));
  }

  private static String tokens(JsonNode sums, String field) {
    return modelled(sums, "tokensModelled") + rounded(sums.path(field));
  }

  private static String modelled(JsonNode sums, String field) {
    return sums.path(field).asBoolean() ? "~" : "";
  }

  private static boolean isUsed(JsonNode summary, String field) {
    return decimal(summary.path("total").path(field)).signum() != 0
        || decimal(summary.path("idle").path(field)).signum() != 0;
  }

  /** Returns an amount with three digits, but never less than the whole number. */
  static String rounded(JsonNode amount) {
    BigDecimal exact = decimal(amount);
    BigDecimal shown =
        exact.abs().compareTo(THOUSAND) >= 0
            ? exact.setScale(0, RoundingMode.HALF_EVEN)
            : exact.round(THREE_DIGITS);
    return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
  }

  /** Returns money in cents, or in hundredths of one where it is little. */
  static String money(JsonNode amount) {
    BigDecimal exact = decimal(amount);
    if (exact.signum() > 0 && exact.compareTo(LEAST_MONEY) < 0) {
      return "<" + LEAST_MONEY.toPlainString();
    }
    return exact
        .setScale(exact.compareTo(BigDecimal.TEN) >= 0 ? 2 : 4, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  private static BigDecimal decimal(JsonNode amount) {
    return new BigDecimal(amount.asText("0").isEmpty() ? "0" : amount.asText("0"));
  }
}
