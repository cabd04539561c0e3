package org.arkwright.journal;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.arkwright.journal.JournalReader.Verification;
import org.jspecify.annotations.Nullable;

/** Verifies batches in order, up to the first that does not continue the chain. */
final class Chain {
  private Head verified;
  private @Nullable String problem;

  /** Begins after the last batch of that head, which is taken as verified. */
  Chain(Head verified) {
    this.verified = verified;
  }

  /** Returns whether the batch is the next one; from then on {@link #problem} says why not. */
  boolean accept(Batch batch) {
    if (batch.first() != verified.lastNumber() + 1) {
      problem =
          "expected entry %d next, but the batch begins with entry %d"
              .formatted(verified.lastNumber() + 1, batch.first());
    } else if (!batch.follows(verified.hash())) {
      problem =
          "entries %d to %d were modified: their hash does not match"
              .formatted(batch.first(), batch.last());
    } else {
      verified = verified.after(batch);
    }
    return problem == null;
  }

  /** Notes that the last batch was read, which has to be the journal's end. */
  void end(Head head) {
    if (problem == null
        && (verified.batches() != head.batches() || !Arrays.equals(verified.hash(), head.hash()))) {
      problem =
          "it should end with batch %d and entry %d, but it ends with batch %d and entry %d"
              .formatted(
                  head.batches(), head.lastNumber(), verified.batches(), verified.lastNumber());
    }
  }

  /** What is wrong; empty while nothing is. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** The last entry that was verified. */
  long reached() {
    return verified.lastNumber();
  }

  /** The number of the batch that a {@link #problem} is about, counted from 1. */
  long batch() {
    return verified.batches() + 1;
  }

  Verification verification() {
    return problem == null
        ? new Verification.Intact(
            verified.batches(), verified.lastNumber(), HexFormat.of().formatHex(verified.hash()))
        : new Verification.Broken(batch(), problem);
  }
}
