package org.arkwright.system.fuzz;

import java.util.Base64;
import java.util.Optional;

/** Mutates the samples of a target until something other than an answer or a refusal comes. */
final class Fuzzer {
  private static final long NANOS_MAX = 5_000_000_000L;

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
    for (long i = 0; i < mutations; i++) {
      byte[] input = mutator.next(target.samples());
      long begun = System.nanoTime();
      try {
        parsed += target.parser().parses(input) ? 1 : 0;
      } catch (Throwable e) {
        return new Outcome(
            i + 1, parsed, Optional.of(new Bug(input, e.toString(), Optional.of(e))));
      }
      if (System.nanoTime() - begun > NANOS_MAX) {
        return new Outcome(
            i + 1, parsed, Optional.of(new Bug(input, "took too long", Optional.empty())));
      }
    }
    return new Outcome(mutations, parsed, Optional.empty());
  }
}
