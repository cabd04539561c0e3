package org.arkwright.worker.rank;

import java.io.IOException;
import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;

/** Makes the enclosures of a node's ranks. Safe for any thread. */
public interface RankIsolations {
  /** No limits at all: a rank's process group is all that holds it. */
  RankIsolations NONE =
      new RankIsolations() {
        @Override
        public RankIsolation open(AttemptId attempt, int rank, JobSpec spec) {
          return new Unlimited();
        }

        @Override
        public RankIsolation adopt(AttemptId attempt, int rank, JobSpec spec) {
          return new Unlimited();
        }
      };

  /**
   * Prepares the limits that the spec asks for.
   *
   * @throws IOException when they cannot be set up; the rank is not started then, and the message
   *     tells the user why
   */
  RankIsolation open(AttemptId attempt, int rank, JobSpec spec) throws IOException;

  /** The enclosure that an earlier worker opened for a rank that may still run. */
  RankIsolation adopt(AttemptId attempt, int rank, JobSpec spec);

  /** Holds nothing. */
  record Unlimited() implements RankIsolation {
    @Override
    public List<String> preamble() {
      return List.of();
    }

    @Override
    public List<String> prefix() {
      return List.of();
    }

    @Override
    public boolean outOfMemory() {
      return false;
    }

    @Override
    public void killAll() {}

    @Override
    public void close() {}
  }
}
