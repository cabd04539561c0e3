package org.arkwright.worker.supervise;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.arkwright.model.id.AttemptId;
import org.arkwright.ranklog.LogGrowth;
import org.arkwright.ranklog.RankLogs;

/**
 * Watches running ranks for people who look: notes when their output grew. Nothing depends on it,
 * so its failures are logged once and endured. For one thread.
 */
public final class RankObserver {
  private static final Logger LOG = System.getLogger(RankObserver.class.getName());

  private final Supplier<List<RunningRank>> running;
  private final RankLogs logs;
  private final Map<RunningRank, LogGrowth> growths = new HashMap<>();
  private boolean failed;

  /** A rank that has a process, which leads a session of its own. */
  public record RunningRank(AttemptId attempt, int rank, long pid) {}

  /**
   * @param running returns the ranks that run now
   */
  public RankObserver(Supplier<List<RunningRank>> running, RankLogs logs) {
    this.running = running;
    this.logs = logs;
  }

  /** Notes which outputs have grown. */
  public void noteGrowth() {
    Set<RunningRank> now = new HashSet<>(running.get());
    now.forEach(rank ->
        growths.computeIfAbsent(
            rank,
            _ ->
                new LogGrowth(
                    logs.file(rank.attempt(), rank.rank()),
                    logs.times(rank.attempt(), rank.rank()))));
    long millis = System.currentTimeMillis();
    growths
        .entrySet()
        .removeIf(each -> {
          try {
            each.getValue().note(millis);
          } catch (IOException e) {
            if (!failed) {
              failed = true;
              LOG.log(Level.WARNING, "times of output are not noted: " + e);
            }
          }
          return !now.contains(each.getKey());
        });
  }

  /** Notes it every second, until the thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      TimeUnit.SECONDS.sleep(1);
      noteGrowth();
    }
  }
}
