package org.arkwright.twin.replay;

import java.util.List;
import java.util.Optional;

/** A journal that keeps nothing: whoever wants the events listens to the controller. */
final class DiscardingJournal extends PassingJournal {
  DiscardingJournal() {
    super(Optional.empty());
  }

  @Override
  void pass(List<byte[]> entries) {}
}
