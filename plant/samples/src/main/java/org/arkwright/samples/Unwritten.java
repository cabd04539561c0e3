package org.arkwright.samples;

import java.util.TreeMap;

/**
 * The numbers of those samples of a worker with which a block began that is not in its file yet.
 * Thread-safe.
 */
final class Unwritten {
  /** The number of a sample that has none. */
  static final long NONE = 0;

  private final TreeMap<Long, Integer> blocks = new TreeMap<>();

  /** A block begins with that sample. */
  synchronized void begun(long number) {
    if (number != NONE) {
      blocks.merge(number, 1, Integer::sum);
    }
  }

  /** The block that began with that sample is written, or never will be. */
  synchronized void over(long number) {
    blocks.computeIfPresent(number, (_, count) -> count == 1 ? null : count - 1);
  }

  synchronized boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** The number of the last sample before which all are written, which is {@code last} at most. */
  synchronized long writtenUntil(long last) {
    return blocks.isEmpty() ? last : Math.min(last, blocks.firstKey() - 1);
  }
}
