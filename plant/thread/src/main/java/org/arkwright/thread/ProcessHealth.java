package org.arkwright.thread;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Whether the parts of a process are well, asked of each at that moment. Any thread. */
public final class ProcessHealth {
  private final List<Supplier<Stream<String>>> parts = new CopyOnWriteArrayList<>();

  /**
   * Adds a part.
   *
   * @param trouble what is wrong with it now, in one line that anyone may read; never blocks
   */
  public void watch(Supplier<Optional<String>> trouble) {
    parts.add(() -> trouble.get().stream());
  }

  /** As {@link #watch}, for several parts together. */
  public void watchAll(Supplier<List<String>> troubles) {
    parts.add(() -> troubles.get().stream());
  }

  /** What is wrong now, a line each; empty when all parts are well. */
  public List<String> troubles() {
    return parts.stream().flatMap(Supplier::get).toList();
  }
}
