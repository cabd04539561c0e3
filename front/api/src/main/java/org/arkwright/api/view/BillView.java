package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.YearMonth;
import java.util.SortedMap;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.Meter;
import org.arkwright.projection.LedgerReader;

/**
 * A project's monthly bill as JSON: its total, energy and carbon, and its most expensive rows.
 * Takes accounts in any order; not thread-safe.
 */
public final class BillView implements LedgerReader.Visitor {
  private final SiteSettings site;
  private final ProjectName project;
  private final YearMonth month;
  private final TopCosts<LineKey, Tally> rows;
  private Tally total = Tally.ZERO;
  private Tally energy = Tally.ZERO;

  /**
   * A bill without rows.
   *
   * @param limit how many of the most expensive rows to list; the others are summed up
   */
  public BillView(SiteSettings site, ProjectName project, YearMonth month, int limit) {
    this.site = site;
    this.project = project;
    this.month = month;
    this.rows = new TopCosts<>(limit);
  }

  @Override
  public void account(Account account, SortedMap<LineKey, Tally> lines) {
    lines.forEach((key, tally) -> {
      total = total.plus(tally);
      energy = key.meter() == Meter.JOULES ? energy.plus(tally) : energy;
      rows.add(key, tally, tally);
    });
  }

  /** Returns the bill. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("project", project.value());
    json.put("month", month.toString());
    json.put("currency", site.currency());
    json.put("total", total.cost().toString());
    json.put("joules", energy.quantity().toPlainString());
    json.put("gramsCo2", total.grams().toString());
    ArrayNode lines = json.putArray("rows");
    rows.kept()
        .forEach((key, tally) -> {
          if (key.account() instanceof Account.Use use) {
            FocusRow.of(site.currency(), use, key, tally).forEach(lines.addObject()::put);
          }
        });
    rows.others(json);
    return json;
  }
}
