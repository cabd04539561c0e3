package org.arkwright.worker.rank;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.protocol.Order;

/** Creates the isolations of a node's ranks. Thread-safe. */
public interface RankIsolations {
  /** No limits: only a rank's process group keeps its processes together. */
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
   * Gives an attempt's folders to the user under which its ranks will run; called once, before any
   * of them starts: afterwards the job could exchange what is given to it.
   *
   * @throws IOException when that fails; no rank is then started
   */
  default void grant(Order.Launch launch) throws IOException {}

  /** Takes back the folders of an attempt that has ended. */
  default void handBack(AttemptId attempt) throws IOException {}

  /**
   * Prepares the limits that the spec requests.
   *
   * @throws IOException when they cannot be set up; the rank is then not started, and the message
   *     tells the user why
   */
  RankIsolation open(AttemptId attempt, int rank, JobSpec spec) throws IOException;

  /** Returns the isolation that an earlier worker opened for a rank that may still be running. */
  RankIsolation adopt(AttemptId attempt, int rank, JobSpec spec);

  /**
   * Returns lines of POSIX shell by which another process joins the limits of a running rank. A
   * failing line ends the shell.
   */
  default List<String> join(AttemptId attempt, int rank) {
    return List.of();
  }

  /**
   * Ends and removes what was opened for attempts that are over.
   *
   * @param live asked after what exists was listed
   * @return how many isolations were removed
   */
  default int sweep(Supplier<Set<AttemptId>> live) {
    return 0;
  }

  /** Removes what a close could not, since killed processes take a moment to end. */
  default void removePending() {}

  /** An isolation without limits. */
  record Unlimited() implements RankIsolation {
    @Override
    public RankEntry enter(RankCommand command) throws IOException {
      EntryScript.write(command.entry(), command.directory(), command.variables(), true);
      return new RankEntry(
          List.of(". " + EntryScript.quoted(command.entry().toString())), command.argv());
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
