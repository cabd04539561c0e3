package org.arkwright.cli.follow;

import java.util.OptionalInt;

/**
 * Which part of a job's output is wanted.
 *
 * @param attempt empty for the latest
 * @param rank empty for all ranks
 * @param tail the last so many lines of each rank; empty for all
 * @param since an ISO-8601 instant; empty text for the beginning
 * @param timestamps whether each line begins with the time at which it was written
 * @param label what each line begins with besides the rank; usually empty
 */
public record LogSelection(
    OptionalInt attempt,
    OptionalInt rank,
    OptionalInt tail,
    String since,
    boolean timestamps,
    String label) {
  /** Everything of the latest attempt. */
  public static final LogSelection ALL =
      new LogSelection(
          OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), "", false, "");

  /** Everything of one rank, or of all ranks, in the latest attempt. */
  public static LogSelection ofRank(OptionalInt rank) {
    return new LogSelection(ALL.attempt, rank, ALL.tail, "", false, "");
  }

  /** Returns this selection for another source, whose lines are labelled. */
  public LogSelection labelled(String text) {
    return new LogSelection(attempt, rank, tail, since, timestamps, text);
  }

  boolean startsLater() {
    return tail.isPresent() || !since.isEmpty();
  }
}
