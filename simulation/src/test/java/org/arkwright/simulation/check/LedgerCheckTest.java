package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.node;
import static org.arkwright.simulation.check.History.rankEnded;
import static org.arkwright.simulation.check.History.rankStarted;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.started;
import static org.arkwright.simulation.check.History.submitted;
import static org.arkwright.simulation.check.History.succeeded;
import static org.arkwright.simulation.check.History.violates;

import org.arkwright.model.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LedgerCheckTest {
  private final LedgerCheck check = new LedgerCheck();

  @BeforeEach
  void start() {
    check.happened(new Event.NodeJoined(node("a"), 0));
    check.happened(submitted(1, spec(1)));
    check.happened(started(1, 1, "a"));
    check.happened(rankStarted(1, 1, 0));
  }

  @Test
  void jobThatEnded_isChargedAndReconciled() {
    check.happened(rankEnded(1, 1, 0, 0));
    check.happened(succeeded(1));
    holds(check::check);
  }

  @Test
  void jobWhoseEndIsMissing_isFound() {
    violates("the ledger still charges", check::check);
  }
}
