package org.arkwright.journal;

import java.util.Optional;
import org.arkwright.journal.JournalReader.Snapshot;

/** The store of a journal's snapshots. Saving one never blocks the writer. */
sealed interface SnapshotShelf permits SnapshotFiles, SnapshotTable {
  /** The number of snapshots kept, so that a damaged one does not require a full replay. */
  int KEPT = 2;

  void save(Snapshot snapshot);

  /** Deletes all of them. */
  void clear();

  /** Returns the newest undamaged snapshot at or below {@code lastNumber}, the journal's end. */
  default Optional<Snapshot> newest(long lastNumber) {
    return newest(lastNumber, lastNumber);
  }

  /** As {@link #newest(long)}, at or below {@code atMost} as well. */
  Optional<Snapshot> newest(long lastNumber, long atMost);
}
