package org.arkwright.journal;

import java.util.List;

/**
 * A durable sequence of opaque entries, numbered from 1 without gaps, appended in hash-chained
 * batches by one writer.
 *
 * <p>One thread appends; any thread may save snapshots, replay or verify concurrently.
 */
public interface Journal extends JournalReader {
  /**
   * Appends the entries atomically as one batch, and returns once they are durable. An empty list
   * has no effect.
   *
   * @return the number of the last entry
   * @throws JournalException when the batch was not stored (full disk, read-only folder, lost
   *     connection); the journal can be used again once the cause has been removed
   */
  long append(List<byte[]> entries);

  /** Deletes every snapshot: they are of another course of events than the journal is. */
  default void forgetSnapshots() {}

  /** Saves a snapshot; older ones may be deleted. */
  void saveSnapshot(Snapshot snapshot);
}
