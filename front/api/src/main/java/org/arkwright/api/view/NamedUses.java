package org.arkwright.api.view;

import java.util.SortedMap;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.projection.LedgerReader;

/**
 * A visitor of accounts that shows another one who used what by name.
 *
 * @param visitor the view
 * @param names what principals are called
 */
public record NamedUses<V extends LedgerReader.Visitor>(V visitor, PrincipalNames names)
    implements LedgerReader.Visitor {
  @Override
  public void account(Account account, SortedMap<LineKey, Tally> lines) {
    visitor.account(
        account instanceof Account.Use use
            ? new Account.Use(use.project(), names.author(use.by()), use.workload())
            : account,
        lines);
  }
}
