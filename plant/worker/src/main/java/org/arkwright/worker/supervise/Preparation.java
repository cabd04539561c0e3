package org.arkwright.worker.supervise;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.worker.rank.AttemptWorkspace;
import org.arkwright.worker.rank.MeetingPoints;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.rank.RankSpawner;
import org.arkwright.worker.rank.UnrunnableException;
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

  /** The process of a rank, in its limits. */
  record Spawned(RankProcess.Child process, RankIsolation isolation) {}

  /**
   * Starts the process of a rank. Blocks.
   *
   * @throws IOException when it cannot be started
   */
  Spawned spawn(SupervisedRank rank, AttemptWorkspace workspace) throws IOException {
    SupervisedAttempt attempt = rank.attempt;
    RankIsolation isolation = isolations.open(attempt.id(), rank.rank, attempt.launch.spec());
    try {
      return new Spawned(
          spawner.spawn(attempt.launch, workspace, rank.localRank, isolation), isolation);
    } catch (IOException | RuntimeException | Error e) {
      isolation.close();
      throw e;
    }
  }

  /** How a rank ended that did not start: for a reason of its spec, or one of the node. */
  static RankExit notStarted(Throwable e) {
    String problem = OutputCollector.text(e);
    return e instanceof UnrunnableException || e instanceof InvalidPathException
        ? new RankExit.NotStarted(problem)
        : new RankExit.Unstartable(problem);
  }
}
