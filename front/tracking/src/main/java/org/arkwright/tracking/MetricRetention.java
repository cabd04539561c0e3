package org.arkwright.tracking;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.arkwright.tracking.store.TrackingSql;
import org.arkwright.tracking.store.TrackingStore;

/** Removes the values by step of runs that ended long ago; the last value of each metric stays. */
public final class MetricRetention {
  private static final int RUNS_PER_STEP = 100;

  private final TrackingStore store;

  public MetricRetention(TrackingStore store) {
    this.store = store;
  }

  /**
   * Sweeps once; completes with the number of values removed.
   *
   * @param endedBefore runs that ended before lose their values by step
   * @param pointsMax of all runs together; beyond it those that ended first lose theirs
   */
  public CompletableFuture<Long> sweep(Instant endedBefore, long pointsMax) {
    return store.submit(sql -> {
      long removed =
          sql.update(
              """
              DELETE FROM metrics WHERE run IN
                (SELECT id FROM runs WHERE ended IS NOT NULL AND ended < ?)
              """,
              endedBefore.toEpochMilli());
      return removed + sweepBeyond(sql, pointsMax);
    });
  }

  private static long sweepBeyond(TrackingSql sql, long pointsMax) throws SQLException {
    long points = sql.first("SELECT COUNT(*) FROM metrics", row -> row.getLong(1)).orElse(0L);
    long removed = 0;
    while (points - removed > pointsMax) {
      List<String> oldest =
          sql.list(
              """
              SELECT id FROM runs WHERE ended IS NOT NULL
                AND EXISTS (SELECT 1 FROM metrics WHERE run = runs.id)
              ORDER BY ended LIMIT ?
              """,
              row -> row.getString(1),
              RUNS_PER_STEP);
      long before = removed;
      for (String run : oldest) {
        if (points - removed > pointsMax) {
          removed += sql.update("DELETE FROM metrics WHERE run = ?", run);
        }
      }
      if (removed == before) {
        return removed; // What is left belongs to runs that have not ended.
      }
    }
    return removed;
  }
}
