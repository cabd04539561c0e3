package org.arkwright.journal;

import java.util.Optional;
import org.arkwright.journal.JournalReader.Snapshot;

/** Where a journal's snapshots lie. Saving one never holds up the writer. */
sealed interface SnapshotShelf permits SnapshotFiles, SnapshotTable {
  /** How many are kept, so that a damaged one does not cost a whole replay. */
  int KEPT = 2;

  void save(Snapshot snapshot);

  /** The newest whole snapshot of at most {@code lastNumber}; damaged ones are skipped. */
  Optional<Snapshot> newest(long lastNumber);
}
