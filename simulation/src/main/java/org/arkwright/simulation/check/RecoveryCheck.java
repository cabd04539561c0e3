package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import org.arkwright.control.Recovery;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalReader.Verification;
import org.arkwright.kernel.state.State;
import org.arkwright.kernel.state.StateImage;

/** The live state, the whole journal, and snapshot plus tail all say the same. */
public final class RecoveryCheck {
  /** Compares all three. */
  public void check(State live, Journal journal) {
    StateImage replayed = Recovery.fromTheBeginning(journal).state().image();
    unless(live.image().equals(replayed), "the live state is not what the journal amounts to");
    unless(
        Recovery.of(journal).state().image().equals(replayed),
        "snapshot and tail are not what the journal amounts to");
    unless(
        journal.verify() instanceof Verification.Intact,
        "the hash chain is broken: %s",
        journal.verify());
  }
}
