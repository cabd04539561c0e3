package org.arkwright.journal;

import java.util.Optional;

/**
 * Read access to a journal. Thread-safe, also while a writer appends: every call sees the batches
 * that were durable when it began.
 */
public interface JournalReader extends AutoCloseable {
  /** The number of the last durable entry; 0 when there is none. */
  long lastNumber();

  /** Passes every entry numbered above {@code after} to the consumer, in order. */
  default void replay(long after, EntryConsumer consumer) {
    replay(after, Long.MAX_VALUE, consumer);
  }

  /**
   * Passes every entry numbered above {@code after}, up to {@code upTo}, to the consumer, in order.
   */
  void replay(long after, long upTo, EntryConsumer consumer);

  /** Returns the newest undamaged snapshot, if there is one. */
  Optional<Snapshot> latestSnapshot();

  /** Returns the newest undamaged snapshot at or before that number, if there is one. */
  default Optional<Snapshot> snapshotAt(long number) {
    return latestSnapshot().filter(snapshot -> snapshot.number() <= number);
  }

  /** Returns the journal's present end; empty where there is no use for it. */
  default Optional<JournalAnchor> anchor() {
    return Optional.empty();
  }

  /** Says why this journal does not continue the one with that end; empty if it does. */
  default Optional<String> contradiction(JournalAnchor anchor) {
    return Optional.empty();
  }

  /** Verifies the whole hash chain. */
  Verification verify();

  @Override
  void close();

  /** Receives replayed entries. */
  @FunctionalInterface
  interface EntryConsumer {
    void accept(long number, byte[] entry);
  }

  /** The state after all entries up to {@code number}, in a form opaque to the journal. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Snapshot(long number, byte[] image) {}

  /** The outcome of {@link #verify}. */
  sealed interface Verification {
    record Intact(long batches, long entries, String headHash) implements Verification {}

    /** The chain is broken at that batch, counted from 1. */
    record Broken(long batch, String problem) implements Verification {}
  }
}
