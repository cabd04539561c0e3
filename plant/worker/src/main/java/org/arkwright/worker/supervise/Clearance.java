package org.arkwright.worker.supervise;

import java.io.IOException;
import org.arkwright.worker.rank.MeetingPoints;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankSpawner;
import org.arkwright.worker.spool.RankRecords;

/** Removes what an attempt has on this node besides its place in the spool. */
record Clearance(
    RankRecords records, RankSpawner spawner, RankIsolations isolations, MeetingPoints points) {
  /**
   * Clears up after an attempt that has ended, however far its ranks have come. Blocks; may be
   * repeated.
   *
   * @throws IOException when something is left
   */
  void clear(SupervisedAttempt attempt) throws IOException {
    for (SupervisedRank rank : attempt.ranks) {
      // A worker that was killed while it started the rank has left them, too.
      RankIsolation left = isolations.adopt(attempt.id(), rank.rank, attempt.launch.spec());
      left.killAll();
      left.close();
    }
    isolations.handBack(attempt.id());
    points.release(attempt.id());
    spawner.clear(attempt.id());
    for (SupervisedRank rank : attempt.ranks) {
      records.delete(attempt.id(), rank.rank);
    }
  }
}
