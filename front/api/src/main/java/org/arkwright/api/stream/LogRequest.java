package org.arkwright.api.stream;

import java.util.OptionalInt;
import org.arkwright.model.id.JobId;

/**
 * Whose output is wanted.
 *
 * @param attempt the attempt; the latest one when empty
 * @param rank the rank; all of them when empty
 * @param ranks how many ranks the job has
 * @param offset where to begin, in bytes
 * @param follow whether to wait for more until the attempt is over
 */
public record LogRequest(
    JobId job, OptionalInt attempt, OptionalInt rank, int ranks, long offset, boolean follow) {

  int firstRank() {
    return rank.orElse(0);
  }

  int lastRank() {
    return rank.orElse(ranks - 1);
  }
}
