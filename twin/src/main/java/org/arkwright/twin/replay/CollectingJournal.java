package org.arkwright.twin.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.journal.Journal;

/** A journal that hands out what was appended since it was last asked, and keeps nothing else. */
final class CollectingJournal implements Journal {
  private final List<byte[]> appended = new ArrayList<>();
  private long lastNumber;

  /** The entries since the last call. */
  List<byte[]> take() {
    List<byte[]> taken = List.copyOf(appended);
    appended.clear();
    return taken;
  }

  @Override
  public long append(List<byte[]> entries) {
    appended.addAll(entries);
    lastNumber += entries.size();
    return lastNumber;
  }

  @Override
  public void saveSnapshot(Snapshot ignored) {}

  @Override
  public long lastNumber() {
    return lastNumber;
  }

  @Override
  public void replay(long after, EntryConsumer consumer) {}

  @Override
  public Optional<Snapshot> latestSnapshot() {
    return Optional.empty();
  }

  @Override
  public Verification verify() {
    return new Verification.Intact(0, lastNumber, "");
  }

  @Override
  public void close() {}
}
