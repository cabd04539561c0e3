package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import java.util.List;
import org.arkwright.ledger.Ledger;
import org.arkwright.ledger.Reconciliation;
import org.arkwright.model.Event;

/** Checks that the ledger adds up: everything nodes offered was used or idle, to the nanosecond. */
public final class LedgerCheck implements EventWatch {
  private final Ledger ledger = new Ledger();
  private long atNanos;

  @Override
  public void happened(Event event) {
    ledger.take(event);
    atNanos = event.atNanos();
  }

  /** Throws unless the ledger adds up a second after the last event, with no job left open. */
  public void check() {
    ledger.settle(atNanos + 1_000_000_000);
    List<String> violations = Reconciliation.violations(ledger.lines());
    unless(violations.isEmpty(), "the ledger does not reconcile: %s", violations);
    unless(ledger.jobs().isEmpty(), "the ledger still charges %s", ledger.jobs().keySet());
  }
}
