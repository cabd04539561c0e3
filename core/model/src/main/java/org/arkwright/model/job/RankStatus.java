package org.arkwright.model.job;

/** The status of a rank in the current attempt. */
public sealed interface RankStatus {
  /** Not reported as started yet. */
  record Waiting() implements RankStatus {}

  record Running(long pid, long sinceNanos) implements RankStatus {}

  /**
   * Its processes are gone.
   *
   * @param atNanos since when, as its node saw it
   */
  record Ended(RankExit exit, long atNanos) implements RankStatus {}

  /** The status as users see it. */
  default String word() {
    return switch (this) {
      case Waiting _ -> "Waiting";
      case Running _ -> "Running";
      case Ended _ -> "Ended";
    };
  }
}
