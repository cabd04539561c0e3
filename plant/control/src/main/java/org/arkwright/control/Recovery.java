package org.arkwright.control;

import java.util.Optional;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;

/**
 * The state rebuilt from a journal: its newest snapshot and the events since.
 *
 * @param base the entry of the snapshot that it started from; 0 when there was none
 * @param number the last entry included in the state
 * @param lastNanos the time of the last event; 0 in an empty journal
 */
public record Recovery(State state, long base, long number, long lastNanos) {
  /**
   * Rebuilds the state. Thread-safe, also while another thread appends.
   *
   * @throws org.arkwright.journal.JournalException when the journal cannot be read
   */
  public static Recovery of(JournalReader journal) {
    return of(journal, Orderings.DEFAULT);
  }

  /** As {@link #of(JournalReader)}, with pending gangs in that order. */
  static Recovery of(JournalReader journal, OrderingPolicy ordering) {
    Optional<JournalReader.Snapshot> snapshot = journal.latestSnapshot();
    Optional<State> state =
        snapshot
            .flatMap(saved -> SnapshotForm.read(saved.image()))
            .map(image -> State.from(image, ordering));
    return state.isPresent()
        ? onTopOf(state.get(), snapshot.orElseThrow().number(), journal)
        : onTopOf(new State(ordering), 0, journal);
  }

  /** Rebuilds the state from the first entry, without any snapshot. */
  public static Recovery fromTheBeginning(JournalReader journal) {
    return onTopOf(new State(), 0, journal);
  }

  private static Recovery onTopOf(State state, long base, JournalReader journal) {
    Fold fold = new Fold(state, base);
    // The entry before the first new one is read as well, only for its time.
    EventLog.replay(journal, Math.max(0, base - 1), fold);
    return new Recovery(state, base, fold.number, fold.lastNanos);
  }

  private static final class Fold implements EventLog.EventConsumer {
    private final State state;
    private long number;
    private long lastNanos;

    Fold(State state, long base) {
      this.state = state;
      this.number = base;
    }

    @Override
    public void accept(long entry, Event event) {
      lastNanos = Math.max(lastNanos, event.atNanos());
      if (entry > number) {
        Kernel.apply(state, event);
        number = entry;
      }
    }
  }
}
