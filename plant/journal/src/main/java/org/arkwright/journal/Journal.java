package org.arkwright.journal;

import java.util.List;
import java.util.Optional;

/**
 * A durable sequence of opaque entries, numbered from 1 without gaps, appended in hash-chained
 * batches by one writer. It never interprets what it stores.
 *
 * <p>One thread appends; any thread may replay or verify meanwhile.
 */
public interface Journal extends AutoCloseable {
  /**
   * Appends the entries as one batch, all or none, and returns once they are durable.
   *
   * @return the number of the last entry
   * @throws JournalException when nothing of the batch was kept (full disk, read-only folder, lost
   *     connection); the journal can be used again once the cause is gone
   */
  long append(List<byte[]> entries);

  /** The number of the last durable entry; 0 when there is none. */
  long lastNumber();

  /** Hands over, in order, every entry with a number above {@code after}. */
  void replay(long after, EntryConsumer consumer);

  /** The newest snapshot, if one was saved. */
  Optional<Snapshot> latestSnapshot();

  /** Saves what the entries up to {@code number} amount to; older snapshots may go. */
  void saveSnapshot(Snapshot snapshot);

  /** Walks the whole hash chain. */
  Verification verify();

  @Override
  void close();

  /** Receives replayed entries. */
  @FunctionalInterface
  interface EntryConsumer {
    void accept(long number, byte[] entry);
  }

  /** What all entries up to {@code number} amount to, in a form only the writer understands. */
  @SuppressWarnings("ArrayRecordComponent")
  record Snapshot(long number, byte[] image) {}

  /** The outcome of {@link Journal#verify}. */
  sealed interface Verification {
    record Intact(long batches, long entries, String headHash) implements Verification {}

    record Broken(long batch, String problem) implements Verification {}
  }
}
