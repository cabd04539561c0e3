package org.arkwright.server.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.Meter;
import org.arkwright.model.ProjectName;
import org.arkwright.model.Workload;
import org.arkwright.server.projection.LedgerReader.Extract;

/**
 * A project's bill of a month, a row per day, workload and meter, in the columns of FOCUS 1.2
 * (focus.finops.org); columns of our own begin with {@code x_}, as it asks. A site has one list of
 * prices and no discounts, so the four costs of a row are equal.
 */
public final class BillView {
  private static final List<String> COLUMNS =
      List.of(
          "BillingAccountId",
          "BillingAccountName",
          "SubAccountId",
          "SubAccountName",
          "BillingPeriodStart",
          "BillingPeriodEnd",
          "ChargePeriodStart",
          "ChargePeriodEnd",
          "ChargeCategory",
          "ChargeClass",
          "ChargeFrequency",
          "ChargeDescription",
          "BilledCost",
          "EffectiveCost",
          "ListCost",
          "ContractedCost",
          "BillingCurrency",
          "ConsumedQuantity",
          "ConsumedUnit",
          "PricingQuantity",
          "PricingUnit",
          "ProviderName",
          "PublisherName",
          "InvoiceIssuerName",
          "ServiceCategory",
          "ServiceName",
          "RegionId",
          "RegionName",
          "ResourceId",
          "ResourceName",
          "ResourceType",
          "SkuId",
          "x_By",
          "x_Basis",
          "x_GramsCo2");

  private BillView() {}

  /** The rows, each with its columns in order. */
  public static List<SequencedMap<String, String>> rows(
      Extract extract, ProjectName project, YearMonth month) {
    List<SequencedMap<String, String>> rows = new ArrayList<>();
    extract
        .lines()
        .forEach((key, tally) -> {
          if (key.account() instanceof Account.Use use && use.project().equals(project)) {
            rows.add(row(extract.site().currency(), month, use, key, tally));
          }
        });
    return rows;
  }

  private static SequencedMap<String, String> row(
      String currency, YearMonth month, Account.Use use, LineKey key, Tally tally) {
    SequencedMap<String, String> row = new LinkedHashMap<>();
    String cost = tally.cost().toString();
    String quantity = tally.quantity().toPlainString();
    String workload = UsageView.word(use.workload().kind()) + "/" + use.workload().name();
    row.put("BillingAccountId", "arkwright");
    row.put("BillingAccountName", "arkwright");
    row.put("SubAccountId", use.project().value());
    row.put("SubAccountName", use.project().value());
    row.put("BillingPeriodStart", midnight(month.atDay(1)));
    row.put("BillingPeriodEnd", midnight(month.plusMonths(1).atDay(1)));
    row.put("ChargePeriodStart", midnight(key.day()));
    row.put("ChargePeriodEnd", midnight(key.day().plusDays(1)));
    row.put("ChargeCategory", "Usage");
    row.put("ChargeClass", "");
    row.put("ChargeFrequency", "Usage-Based");
    row.put("ChargeDescription", description(key) + " of " + workload);
    row.put("BilledCost", cost);
    row.put("EffectiveCost", cost);
    row.put("ListCost", cost);
    row.put("ContractedCost", cost);
    row.put("BillingCurrency", currency);
    row.put("ConsumedQuantity", quantity);
    row.put("ConsumedUnit", key.meter().unit());
    row.put("PricingQuantity", quantity);
    row.put("PricingUnit", key.meter().unit());
    row.put("ProviderName", "Arkwright");
    row.put("PublisherName", "Arkwright");
    row.put("InvoiceIssuerName", "Arkwright");
    row.put("ServiceCategory", "AI and Machine Learning");
    row.put(
        "ServiceName",
        use.workload().kind() == Workload.Kind.DEPLOYMENT ? "Model serving" : "Jobs");
    row.put("RegionId", key.site());
    row.put("RegionName", key.site());
    row.put("ResourceId", use.project() + "/" + workload);
    row.put("ResourceName", use.workload().name());
    row.put("ResourceType", UsageView.word(use.workload().kind()));
    row.put("SkuId", UsageView.word(key.meter()) + (key.item().isEmpty() ? "" : "/" + key.item()));
    row.put("x_By", use.by());
    row.put("x_Basis", UsageView.word(key.basis()));
    row.put("x_GramsCo2", tally.grams().toString());
    return row;
  }

  private static String description(LineKey key) {
    return key.meter().unit() + (key.item().isEmpty() ? "" : " (" + key.item() + ")");
  }

  private static String midnight(LocalDate day) {
    return day + "T00:00:00Z";
  }

  /** The bill with its total, energy and carbon. */
  public static ObjectNode json(
      List<SequencedMap<String, String>> rows,
      Extract extract,
      ProjectName project,
      YearMonth month) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("project", project.value());
    json.put("month", month.toString());
    json.put("currency", extract.site().currency());
    Tally total = Tally.ZERO;
    Tally energy = Tally.ZERO;
    for (Map.Entry<LineKey, Tally> line : extract.lines().entrySet()) {
      if (line.getKey().account() instanceof Account.Use use && use.project().equals(project)) {
        total = total.plus(line.getValue());
        energy = line.getKey().meter() == Meter.JOULES ? energy.plus(line.getValue()) : energy;
      }
    }
    json.put("total", total.cost().toString());
    json.put("joules", energy.quantity().toPlainString());
    json.put("gramsCo2", total.grams().toString());
    ArrayNode lines = json.putArray("rows");
    for (SequencedMap<String, String> row : rows) {
      ObjectNode line = lines.addObject();
      row.forEach(line::put);
    }
    return json;
  }

  /** The rows as CSV (RFC 4180) with a header line; the header alone when there are none. */
  public static String csv(List<SequencedMap<String, String>> rows) {
    StringBuilder csv = new StringBuilder();
    line(csv, COLUMNS);
    rows.forEach(row -> line(csv, List.copyOf(row.values())));
    return csv.toString();
  }

  private static void line(StringBuilder csv, List<String> cells) {
    List<String> quoted = new ArrayList<>();
    cells.forEach(cell -> quoted.add(quote(cell)));
    csv.append(String.join(",", quoted)).append("\r\n");
  }

  private static String quote(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }
}
