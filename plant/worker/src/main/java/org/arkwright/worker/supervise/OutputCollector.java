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

/** Stores the outputs of attempts, each on its own thread. Thread-safe. */
final class OutputCollector implements AutoCloseable {
  private static final Logger LOG = System.getLogger(OutputCollector.class.getName());

  private final MountFolders mounts;
  private final ExecutorService storing = Executors.newVirtualThreadPerTaskExecutor();

  OutputCollector(MountFolders mounts) {
    this.mounts = mounts;
  }

  /** Receives the exit to report for the last rank, and the stored outputs. */
  @FunctionalInterface
  interface Completion {
    void ended(RankExit exit, Optional<StoredOutputs> stored);
  }

  /** Whether the attempt may have outputs to store. */
  boolean hasOutputs(Order.Launch launch) {
    return mounts.hasOutputs(launch);
  }

  /**
   * Stores the outputs of an attempt whose processes have ended.
   *
   * @param exit the exit of its last rank
   * @param succeeded whether all its ranks succeeded: its outputs are then required
   */
  void store(Order.Launch launch, RankExit exit, boolean succeeded, Completion completion) {
    storing.execute(() -> {
      try {
        completion.ended(exit, Optional.of(mounts.store(launch, succeeded)));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "could not store the outputs of " + launch.attempt(), e);
        completion.ended(
            succeeded ? new RankExit.Lost("its outputs could not be stored: " + text(e)) : exit,
            Optional.empty());
      }
    });
  }

  /** Returns the exception's message, or its name if it has none. */
  static String text(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void close() {
    storing.shutdown();
  }
}
