package org.arkwright.journal;

import java.util.Optional;

/**
 * The reading half of a journal. Any thread may use it, also while a writer appends: every call
 * sees the batches that were durable when it began.
 */
public interface JournalReader extends AutoCloseable {
  /** The number of the last durable entry; 0 when there is none. */
  long lastNumber();

  /** Hands over, in order, every entry with a number above {@code after}. */
  default void replay(long after, EntryConsumer consumer) {
    replay(after, Long.MAX_VALUE, consumer);
  }

  /** The same, up to the entry of number {@code upTo} and no further. */
  void replay(long after, long upTo, EntryConsumer consumer);

  /** The newest snapshot that is whole, if one was saved. */
  Optional<Snapshot> latestSnapshot();

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
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Snapshot(long number, byte[] image) {}

  /** The outcome of {@link #verify}. */
  sealed interface Verification {
    record Intact(long batches, long entries, String headHash) implements Verification {}

    /** The chain breaks at that batch, counted from 1. */
    record Broken(long batch, String problem) implements Verification {}
  }
}
