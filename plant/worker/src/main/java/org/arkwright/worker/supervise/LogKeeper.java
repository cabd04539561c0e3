package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;
import org.arkwright.ranklog.LogBound;
import org.arkwright.ranklog.RankLogs;

/** Holds the logs of running ranks to their bound, twice a second, until it is interrupted. */
public final class LogKeeper implements Runnable {
  private static final Logger LOG = System.getLogger(LogKeeper.class.getName());
  private static final long PAUSE_MILLIS = 500;

  private final Supplier<List<RankObserver.RunningRank>> running;
  private final RankLogs logs;
  private final LogBound bound;
  private boolean failed;

  /**
   * @param running returns the ranks that run now
   */
  public LogKeeper(
      Supplier<List<RankObserver.RunningRank>> running, RankLogs logs, LogBound bound) {
    this.running = running;
    this.logs = logs;
    this.bound = bound;
  }

  @Override
  public void run() {
    try {
      while (true) {
        running.get().forEach(this::hold);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void hold(RankObserver.RunningRank rank) {
    try {
      bound.hold(logs.file(rank.attempt(), rank.rank()));
    } catch (IOException | RuntimeException e) {
      if (!failed) {
        failed = true;
        LOG.log(Level.WARNING, "logs of ranks are not bounded: " + e.getMessage());
      }
    }
  }
}
