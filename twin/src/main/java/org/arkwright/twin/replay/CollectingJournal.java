package org.arkwright.twin.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A journal that collects appended entries until they are taken. */
final class CollectingJournal extends PassingJournal {
  private final List<byte[]> appended = new ArrayList<>();

  CollectingJournal() {
    super(Optional.empty());
  }

  /** The entries since the last call. */
  List<byte[]> take() {
    List<byte[]> taken = List.copyOf(appended);
    appended.clear();
    return taken;
  }

  @Override
  void pass(List<byte[]> entries) {
    appended.addAll(entries);
  }
}
