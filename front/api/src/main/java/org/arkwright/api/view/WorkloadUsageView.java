package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.Workload;
import org.arkwright.projection.LedgerReader;

/** The JSON form of one workload's total usage. Takes accounts in any order; not thread-safe. */
public final class WorkloadUsageView implements LedgerReader.Visitor {
  private final SiteSettings site;
  private final Workload workload;
  private Tally total = Tally.ZERO;
  private BigDecimal joules = BigDecimal.ZERO;
  private boolean modelled;

  public WorkloadUsageView(SiteSettings site, Workload workload) {
    this.site = site;
    this.workload = workload;
  }

  @Override
  public void account(Account account, SortedMap<LineKey, Tally> lines) {
    if (account instanceof Account.Use use && use.workload().equals(workload)) {
      for (Map.Entry<LineKey, Tally> line : lines.entrySet()) {
        total = total.plus(line.getValue());
        if (line.getKey().meter() == Meter.JOULES) {
          joules = joules.add(line.getValue().quantity());
          modelled |= line.getKey().basis() == Basis.MODELLED;
        }
      }
    }
  }

  /** Returns the totals. */
  public ObjectNode json() {
    ObjectNode json = UsageView.workload(workload);
    json.put("currency", site.currency());
    UsageView.money(json, total);
    json.put("joules", joules.toPlainString());
    json.put("basis", UsageView.word(modelled ? Basis.MODELLED : Basis.MEASURED));
    return json;
  }
}
