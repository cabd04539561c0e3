package org.arkwright.journal;

import java.util.List;

/**
 * A durable sequence of opaque entries, numbered from 1 without gaps, appended in hash-chained
 * batches by one writer. It never interprets what it stores.
 *
 * <p>One thread appends; any thread may save snapshots, replay or verify meanwhile.
 */
public interface Journal extends JournalReader {
  /**
   * Appends the entries as one batch, all or none, and returns once they are durable. No entries
   * change nothing.
   *
   * @return the number of the last entry
   * @throws JournalException when the batch was not kept (full disk, read-only folder, lost
   *     connection); the journal can be used again once the cause is gone
   */
  long append(List<byte[]> entries);

  /** Saves what the entries up to {@code number} amount to; older snapshots may go. */
  void saveSnapshot(Snapshot snapshot);
}
