package org.arkwright.api.stream;

import java.util.OptionalInt;
import org.arkwright.model.id.JobId;

/**
 * A request for the output of a job's ranks.
 *
 * @param attempt the attempt; empty for the latest
 * @param rank the rank; empty for all
 * @param ranks the number of ranks of the job
 * @param offset where to start, in bytes
 * @param follow whether to wait for more output until the attempt has ended
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
