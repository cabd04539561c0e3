package org.arkwright.server.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Reconciliation;
import org.arkwright.ledger.Tally;
import org.arkwright.model.Meter;
import org.arkwright.model.ProjectName;
import org.arkwright.model.Quantity.Basis;
import org.arkwright.model.Workload;
import org.arkwright.server.projection.LedgerReader.Extract;

/** What was used over some days, an account at a time. Amounts are exact decimals, as text. */
public final class UsageView {
  private UsageView() {}

  /**
   * The use of the project's accounts, their sum, and what the site offered and left idle.
   *
   * @param project whose use is listed; all when empty
   */
  public static ObjectNode of(Extract extract, String project, LocalDate since, LocalDate until) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("since", since.toString());
    json.put("until", until.toString());
    json.put("currency", extract.site().currency());
    ArrayNode usage = json.putArray("usage");
    Tally total = Tally.ZERO;
    for (Map.Entry<Account, List<Line>> account : accounts(extract.lines()).entrySet()) {
      if (account.getKey() instanceof Account.Use use
          && (project.isEmpty() || use.project().value().equals(project))) {
        Tally sum = sum(account.getValue());
        total = total.plus(sum);
        ObjectNode row = usage.addObject();
        row.put("project", use.project().value());
        row.put("by", use.by());
        row.set("workload", workload(use.workload()));
        money(row, sum);
        quantities(row.putArray("quantities"), account.getValue());
      }
    }
    ObjectNode sums = json.putObject("total");
    money(sums, total);
    if (extract.site().sites().isPresent()) {
      sites(json.putArray("sites"), extract, project);
    }
    ObjectNode site = json.putObject("site");
    for (Map.Entry<Account, List<Line>> account : accounts(extract.lines()).entrySet()) {
      switch (account.getKey()) {
        case Account.Offered _ -> quantities(site.putArray("offered"), account.getValue());
        case Account.Idle _ -> quantities(site.putArray("idle"), account.getValue());
        case Account.Use _ -> {
          // Listed above.
        }
      }
    }
    site.put("reconciles", Reconciliation.violations(extract.lines()).isEmpty());
    return json;
  }

  /** What the project's use at each site cost. */
  private static void sites(ArrayNode json, Extract extract, String project) {
    SortedMap<String, Tally> sums = new TreeMap<>();
    extract
        .lines()
        .forEach((key, tally) -> {
          if (key.account() instanceof Account.Use use
              && (project.isEmpty() || use.project().value().equals(project))) {
            Tally cost = new Tally(BigDecimal.ZERO, tally.cost(), tally.grams());
            sums.merge(key.site(), cost, Tally::plus);
          }
        });
    sums.forEach((site, tally) -> money(json.addObject().put("site", site), tally));
  }

  /** What one workload used, in all. */
  public static ObjectNode of(Extract extract, ProjectName project, Workload workload) {
    Tally total = Tally.ZERO;
    BigDecimal joules = BigDecimal.ZERO;
    boolean modelled = false;
    for (Map.Entry<LineKey, Tally> line : extract.lines().entrySet()) {
      if (line.getKey().account() instanceof Account.Use use
          && use.project().equals(project)
          && use.workload().equals(workload)) {
        total = total.plus(line.getValue());
        if (line.getKey().meter() == Meter.JOULES) {
          joules = joules.add(line.getValue().quantity());
          modelled |= line.getKey().basis() == Basis.MODELLED;
        }
      }
    }
    ObjectNode json = workload(workload);
    json.put("currency", extract.site().currency());
    money(json, total);
    json.put("joules", joules.toPlainString());
    json.put("basis", word(modelled ? Basis.MODELLED : Basis.MEASURED));
    return json;
  }

  static ObjectNode workload(Workload workload) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", workload.kind().name().toLowerCase(Locale.ROOT))
        .put("name", workload.name());
  }

  /** A line without its day. */
  private record Line(LineKey key, Tally tally) {}

  /** Accounts in order, each with a line per meter over all days. */
  private static Map<Account, List<Line>> accounts(SortedMap<LineKey, Tally> lines) {
    SortedMap<LineKey, Tally> summed = new TreeMap<>();
    lines.forEach((key, tally) ->
        summed.merge(
            new LineKey(LocalDate.EPOCH, key.account(), key.meter(), key.item(), key.basis()),
            tally,
            Tally::plus));
    Map<Account, List<Line>> accounts = new LinkedHashMap<>();
    summed.forEach((key, tally) ->
        accounts.computeIfAbsent(key.account(), _ -> new ArrayList<>()).add(new Line(key, tally)));
    return accounts;
  }

  private static Tally sum(List<Line> lines) {
    return lines.stream()
        .map(line -> new Tally(BigDecimal.ZERO, line.tally.cost(), line.tally.grams()))
        .reduce(Tally.ZERO, Tally::plus);
  }

  private static void money(ObjectNode json, Tally tally) {
    json.put("cost", tally.cost().toString());
    json.put("gramsCo2", tally.grams().toString());
  }

  private static void quantities(ArrayNode json, List<Line> lines) {
    for (Line line : lines) {
      ObjectNode quantity = json.addObject();
      quantity.put("meter", word(line.key.meter()));
      if (!line.key.item().isEmpty()) {
        quantity.put("item", line.key.item());
      }
      quantity.put("unit", line.key.meter().unit());
      quantity.put("basis", word(line.key.basis()));
      quantity.put("quantity", line.tally.quantity().toPlainString());
      money(quantity, line.tally);
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
