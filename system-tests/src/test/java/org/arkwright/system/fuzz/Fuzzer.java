package org.arkwright.system.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.Optional;

/**
 * Mutates the samples of a target until something other than an answer or a refusal comes, or one
 * that takes too much time or memory.
 */
final class Fuzzer {
  private static final long NANOS_MAX = 5_000_000_000L;

  /** Above what a compressed file may ask for by its own limits. */
  private static final long BYTES_MAX = 320L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzzer() {}

  /**
   * What came of it.
   *
   * @param parsed how many mutations were understood
   * @param bug the first input that was neither understood nor refused, and what came instead
   */
  record Outcome(long mutations, long parsed, Optional<Bug> bug) {
    /** The share that was understood, from 0 to 1. */
    double share() {
      return (double) parsed / mutations;
    }
  }

  /** An input, and what the parser did with it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bug(byte[] input, String happened, Optional<Throwable> cause) {
    @Override
    public String toString() {
      return "%s: %s".formatted(happened, Base64.getEncoder().encodeToString(input));
    }
  }

  static Outcome run(Target target, long seed, long mutations) {
    Mutator mutator = new Mutator(seed);
    long parsed = 0;
    for (long i = 1; i <= mutations; i++) {
      byte[] input = mutator.next(target);
      long begun = System.nanoTime();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      try {
        parsed += target.parser().parses(input) ? 1 : 0;
      } catch (Throwable e) {
        return new Outcome(i, parsed, Optional.of(new Bug(input, e.toString(), Optional.of(e))));
      }
      if (System.nanoTime() - begun > NANOS_MAX) {
        return new Outcome(i, parsed, Optional.of(excess(input, "took too long")));
      }
      if (THREADS.getCurrentThreadAllocatedBytes() - allocated > BYTES_MAX) {
        return new Outcome(i, parsed, Optional.of(excess(input, "took too much memory")));
      }
    }
    return new Outcome(mutations, parsed, Optional.empty());
  }

  private static Bug excess(byte[] input, String what) {
    return new Bug(input, what, Optional.empty());
  }
}
