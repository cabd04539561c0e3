package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.arkwright.worker.rank.MountFolders;

/** Brings what attempts left into the store, each on a thread of its own. Safe for any thread. */
final class OutputCollector implements AutoCloseable {
  private static final Logger LOG = System.getLogger(OutputCollector.class.getName());

  private final MountFolders mounts;
  private final ExecutorService storing = Executors.newVirtualThreadPerTaskExecutor();

  OutputCollector(MountFolders mounts) {
    this.mounts = mounts;
  }

  /** Hears how the last rank's end is to be told, with what is in the store by then. */
  @FunctionalInterface
  interface Told {
    void ended(RankExit exit, Optional<StoredOutputs> stored);
  }

  /** Whether there is anything to be stored once nothing writes any more. */
  boolean areThere(Order.Launch launch) {
    return mounts.hasLeft(launch);
  }

  /**
   * Stores what an attempt left.
   *
   * @param exit how its last rank ended
   * @param succeeded whether all its ranks did: its outputs must be there then
   */
  void store(Order.Launch launch, RankExit exit, boolean succeeded, Told told) {
    storing.execute(() -> {
      try {
        told.ended(exit, Optional.of(mounts.store(launch, succeeded)));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "could not store what " + launch.attempt() + " left", e);
        told.ended(
            succeeded ? new RankExit.Lost("its outputs could not be stored: " + text(e)) : exit,
            Optional.empty());
      }
    });
  }

  /** What went wrong, in words. */
  static String text(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void close() {
    storing.shutdown();
  }
}
