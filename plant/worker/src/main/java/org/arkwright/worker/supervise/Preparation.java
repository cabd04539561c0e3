package org.arkwright.worker.supervise;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.worker.rank.AttemptWorkspace;
import org.arkwright.worker.rank.MeetingPoints;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankSpawner;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.spool.SpoolEntry;

/**
 * Makes what the ranks of an attempt share, before the first of them starts.
 *
 * @param lock guards attempts and reports
 */
record Preparation(
    Spool spool,
    RankSpawner spawner,
    RankIsolations isolations,
    MeetingPoints points,
    RankReports reports,
    Object lock) {
  /**
   * Chooses where the ranks meet, and tells it if they are on several nodes: the others wait for
   * that. Then makes their folders. Blocks.
   *
   * @throws IOException when the node could not; no rank can start then
   */
  AttemptWorkspace of(SupervisedAttempt attempt) throws IOException {
    RendezvousPoint point = points.of(attempt.launch);
    if (attempt.launch.meeting().isAcrossNodes() && attempt.launch.groupRank() == 0) {
      spool.append(List.of(new SpoolEntry.RendezvousChosen(attempt.id(), point)));
      synchronized (lock) {
        attempt.rendezvous = Optional.of(point);
        reports.addRendezvous(attempt);
      }
    }
    AttemptWorkspace workspace = spawner.prepare(attempt.launch, point);
    isolations.grant(attempt.launch);
    return workspace;
  }
}
