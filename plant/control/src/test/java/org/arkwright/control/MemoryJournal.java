package org.arkwright.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalException;

/** An in-memory journal whose disk can be full, and whose answers can be lost. */
final class MemoryJournal implements Journal {
  private final List<byte[]> entries = new ArrayList<>();
  private Optional<Snapshot> snapshot = Optional.empty();
  private boolean full;
  private boolean unreadable;
  private boolean losesAnswers;
  private int appends;
  private int replays;

  synchronized void full(boolean isFull) {
    full = isFull;
  }

  synchronized void unreadable(boolean isUnreadable) {
    unreadable = isUnreadable;
  }

  /** Whether an append is durable and still reported as failed. */
  synchronized void losesAnswers(boolean loses) {
    losesAnswers = loses;
  }

  /** How often entries were read. */
  synchronized int replays() {
    return replays;
  }

  synchronized int appends() {
    return appends;
  }

  @Override
  public synchronized long append(List<byte[]> batch) {
    if (full) {
      throw new JournalException("The disk is full.", null);
    }
    appends++;
    entries.addAll(batch);
    if (losesAnswers) {
      throw new JournalException("The connection broke.", null);
    }
    return entries.size();
  }

  @Override
  public synchronized long lastNumber() {
    return entries.size();
  }

  @Override
  public void replay(long after, long upTo, EntryConsumer consumer) {
    List<byte[]> copy;
    synchronized (this) {
      if (unreadable) {
        throw new JournalException("The disk is gone.", null);
      }
      replays++;
      copy = List.copyOf(entries);
    }
    for (int i = (int) after; i < Math.min(upTo, copy.size()); i++) {
      consumer.accept(i + 1, copy.get(i));
    }
  }

  @Override
  public synchronized Optional<Snapshot> latestSnapshot() {
    return snapshot;
  }

  @Override
  public synchronized void saveSnapshot(Snapshot saved) {
    if (unreadable) {
      throw new JournalException("The disk is gone.", null);
    }
    snapshot = Optional.of(saved);
  }

  @Override
  public Verification verify() {
    return new Verification.Intact(0, lastNumber(), "");
  }

  @Override
  public void close() {}
}
