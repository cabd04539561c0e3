package org.arkwright.control;

import java.util.Optional;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.State;
import org.arkwright.kernel.StateImage;
import org.arkwright.model.Event;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;
import org.arkwright.wire.Wire;

/**
 * What a journal amounts to: its newest snapshot and the events since.
 *
 * @param number the last entry that the state includes
 * @param lastNanos when the last event happened; 0 in an empty journal
 */
public record Recovery(State state, long number, long lastNanos) {
  /**
   * Rebuilds the state. Any thread, also while another appends.
   *
   * @throws org.arkwright.journal.JournalException when the journal cannot be read
   */
  public static Recovery of(JournalReader journal, Wire wire) {
    return of(journal, wire, Orderings.DEFAULT);
  }

  /** As {@link #of(JournalReader, Wire)}, with gangs waiting in that order. */
  static Recovery of(JournalReader journal, Wire wire, OrderingPolicy ordering) {
    Optional<JournalReader.Snapshot> snapshot = journal.latestSnapshot();
    State state =
        snapshot
            .map(saved -> State.from(wire.read(saved.image(), StateImage.class), ordering))
            .orElseGet(() -> new State(ordering));
    return onTopOf(state, snapshot.map(JournalReader.Snapshot::number).orElse(0L), journal, wire);
  }

  /** Rebuilds the state from the first entry on, without any snapshot. */
  public static Recovery fromTheBeginning(JournalReader journal, Wire wire) {
    return onTopOf(new State(), 0, journal, wire);
  }

  private static Recovery onTopOf(State state, long base, JournalReader journal, Wire wire) {
    Fold fold = new Fold(state, base, wire);
    // The entry before the first new one is read as well, only to learn when it happened.
    journal.replay(Math.max(0, base - 1), fold);
    return new Recovery(state, fold.number, fold.lastNanos);
  }

  private static final class Fold implements JournalReader.EntryConsumer {
    private final State state;
    private final Wire wire;
    private long number;
    private long lastNanos;

    Fold(State state, long base, Wire wire) {
      this.state = state;
      this.number = base;
      this.wire = wire;
    }

    @Override
    public void accept(long entry, byte[] bytes) {
      Event event = wire.read(bytes, Event.class);
      lastNanos = Math.max(lastNanos, event.atNanos());
      if (entry > number) {
        Kernel.apply(state, event);
        number = entry;
      }
    }
  }
}
