package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import org.arkwright.control.Recovery;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalReader.Verification;
import org.arkwright.kernel.state.State;
import org.arkwright.kernel.state.StateImage;

/** Checks that the live state, the whole journal, and snapshot plus tail agree. */
public final class RecoveryCheck {
  /** Compares the three. */
  public void check(State live, Journal journal) {
    StateImage replayed = Recovery.fromTheBeginning(journal).state().image();
    unless(live.image().equals(replayed), "the live state differs from the replayed journal");
    unless(
        Recovery.of(journal).state().image().equals(replayed),
        "snapshot and tail differ from the replayed journal");
    unless(
        journal.verify() instanceof Verification.Intact,
        "the hash chain is broken: %s",
        journal.verify());
  }
}
