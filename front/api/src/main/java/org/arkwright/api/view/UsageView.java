package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Reconciliation;
import org.arkwright.ledger.Tally;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.Workload;
import org.arkwright.projection.LedgerReader;

/**
 * The JSON form of the usage over some days: each account's usage, their sum, and the site's
 * offered and idle capacity. Amounts are exact decimals, as text. Takes accounts in any order; not
 * thread-safe.
 */
public final class UsageView implements LedgerReader.Visitor {
  private final SiteSettings settings;
  private final String project;
  private final TopCosts<Account.Use, List<Line>> uses;
  private final SortedMap<String, Tally> sites = new TreeMap<>();
  private final Reconciliation reconciliation = new Reconciliation();
  private List<Line> offered = List.of();
  private List<Line> idle = List.of();
  private Tally total = Tally.ZERO;

  /**
   * A view without accounts.
   *
   * @param project the project whose usage is listed; empty for all
   * @param limit how many of the most expensive accounts to list; the others are summed up
   */
  public UsageView(SiteSettings settings, String project, int limit) {
    this.settings = settings;
    this.project = project;
    this.uses = new TopCosts<>(limit);
  }

  @Override
  public void account(Account account, SortedMap<LineKey, Tally> lines) {
    lines.forEach(reconciliation::add);
    switch (account) {
      case Account.Offered _ -> offered = overDays(lines);
      case Account.Idle _ -> idle = overDays(lines);
      case Account.Use use -> {
        if (project.isEmpty() || use.project().value().equals(project)) {
          Tally sum = Tally.ZERO;
          for (Map.Entry<LineKey, Tally> line : lines.entrySet()) {
            Tally cost = costOf(line.getValue());
            sum = sum.plus(cost);
            sites.merge(line.getKey().site(), cost, Tally::plus);
          }
          total = total.plus(sum);
          uses.add(use, overDays(lines), sum);
        }
      }
    }
  }

  /** Returns the usage of the days from {@code since} to before {@code until}. */
  public ObjectNode json(LocalDate since, LocalDate until) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("since", since.toString());
    json.put("until", until.toString());
    json.put("currency", settings.currency());
    ArrayNode usage = json.putArray("usage");
    uses.kept()
        .forEach((use, lines) -> {
          ObjectNode row = usage.addObject();
          row.put("project", use.project().value());
          row.put("by", use.by());
          row.set("workload", workload(use.workload()));
          money(row, lines.stream().map(Line::tally).reduce(Tally.ZERO, UsageView::addCost));
          quantities(row.putArray("quantities"), lines);
        });
    uses.others(json);
    money(json.putObject("total"), total);
    if (settings.sites().isPresent()) {
      ArrayNode costs = json.putArray("sites");
      sites.forEach((site, cost) -> money(costs.addObject().put("site", site), cost));
    }
    ObjectNode site = json.putObject("site");
    quantities(site, "offered", offered);
    quantities(site, "idle", idle);
    site.put("reconciles", reconciliation.violations().isEmpty());
    return json;
  }

  static ObjectNode workload(Workload workload) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", workload.kind().name().toLowerCase(Locale.ROOT))
        .put("name", workload.name());
  }

  /** One account's total for a meter, item and basis over all days and sites. */
  private record Line(Meter meter, String item, Basis basis, Tally tally) {}

  private static List<Line> overDays(SortedMap<LineKey, Tally> lines) {
    SortedMap<LineKey, Tally> summed = new TreeMap<>();
    lines.forEach((key, tally) ->
        summed.merge(
            new LineKey(LocalDate.EPOCH, key.account(), key.meter(), key.item(), key.basis()),
            tally,
            Tally::plus));
    return summed.entrySet().stream()
        .map(line -> {
          LineKey key = line.getKey();
          return new Line(key.meter(), key.item(), key.basis(), line.getValue());
        })
        .toList();
  }

  /** Returns a line's cost and carbon without its quantity, which cannot be added across meters. */
  private static Tally costOf(Tally tally) {
    return new Tally(BigDecimal.ZERO, tally.cost(), tally.grams());
  }

  private static Tally addCost(Tally sum, Tally tally) {
    return sum.plus(costOf(tally));
  }

  static void money(ObjectNode json, Tally tally) {
    json.put("cost", tally.cost().toString());
    json.put("gramsCo2", tally.grams().toString());
  }

  private static void quantities(ObjectNode json, String field, List<Line> lines) {
    if (!lines.isEmpty()) {
      quantities(json.putArray(field), lines);
    }
  }

  private static void quantities(ArrayNode json, List<Line> lines) {
    for (Line line : lines) {
      ObjectNode quantity = json.addObject();
      quantity.put("meter", word(line.meter));
      if (!line.item.isEmpty()) {
        quantity.put("item", line.item);
      }
      quantity.put("unit", line.meter.unit());
      quantity.put("basis", word(line.basis));
      quantity.put("quantity", line.tally.quantity().toPlainString());
      money(quantity, line.tally);
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
