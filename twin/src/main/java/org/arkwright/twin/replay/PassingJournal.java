package org.arkwright.twin.replay;

import java.util.List;
import java.util.Optional;
import org.arkwright.journal.Journal;

/**
 * A journal that passes its entries on and keeps none. It starts with a snapshot where a run
 * continues an existing site.
 */
abstract class PassingJournal implements Journal {
  private final Optional<Snapshot> snapshot;
  private long lastNumber;

  /**
   * @param snapshot of the earlier state; numbering continues after it
   */
  PassingJournal(Optional<Snapshot> snapshot) {
    this.snapshot = snapshot;
    this.lastNumber = snapshot.map(Snapshot::number).orElse(0L);
  }

  abstract void pass(List<byte[]> entries);

  @Override
  public final long append(List<byte[]> entries) {
    pass(entries);
    lastNumber += entries.size();
    return lastNumber;
  }

  @Override
  public final void saveSnapshot(Snapshot ignored) {}

  @Override
  public final long lastNumber() {
    return lastNumber;
  }

  /** Does nothing: only a failed append would need a replay. */
  @Override
  public final void replay(long after, long upTo, EntryConsumer consumer) {}

  @Override
  public final Optional<Snapshot> latestSnapshot() {
    return snapshot;
  }

  @Override
  public Verification verify() {
    return new Verification.Intact(0, lastNumber, "");
  }

  @Override
  public final void close() {}
}
