package org.arkwright.model.job;

/** What a rank of the current attempt is doing. */
public sealed interface RankStatus {
  /** Not reported as started yet. */
  record Waiting() implements RankStatus {}

  record Running(long pid, long sinceNanos) implements RankStatus {}

  record Ended(RankExit exit, long atNanos) implements RankStatus {}

  /** The word users see. */
  default String word() {
    return switch (this) {
      case Waiting _ -> "Waiting";
      case Running _ -> "Running";
      case Ended _ -> "Ended";
    };
  }
}
