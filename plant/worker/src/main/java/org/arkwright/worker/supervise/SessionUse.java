package org.arkwright.worker.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.protocol.UseReport.RankUse;
import org.arkwright.worker.supervise.RankObserver.RunningRank;

/**
 * Measures the processes of ranks by their sessions, in one pass over {@code /proc}. A process that
 * has left its rank's session is not seen. Not thread-safe.
 */
final class SessionUse {
  private static final long PAGE_BYTES = 4096;

  /** The unit of times in {@code /proc}; 100 on every architecture of Linux that Java runs on. */
  private static final long TICK_NANOS = 10_000_000;

  private final Path processes;
  private Map<Long, Total> before = Map.of();
  private long beforeNanos;

  SessionUse() {
    this(Path.of("/proc"));
  }

  SessionUse(Path processes) {
    this.processes = processes;
  }

  private record Total(long ticks, long pages, int count) {
    Total plus(Total other) {
      return new Total(ticks + other.ticks, pages + other.pages, count + other.count);
    }
  }

  /** Returns the use since the last call of each rank that was measured then. */
  List<RankUse> measure(List<RunningRank> ranks, long nowNanos) {
    Map<Long, Total> now = ranks.isEmpty() ? Map.of() : totals();
    List<RankUse> uses = new ArrayList<>();
    long elapsed = Math.max(1, nowNanos - beforeNanos);
    for (RunningRank rank : ranks) {
      Total total = now.get(rank.pid());
      Total earlier = before.get(rank.pid());
      if (total != null && earlier != null) {
        // Processes that ended since take their time with them, unless a parent waited for them.
        long ticks = Math.max(0, total.ticks - earlier.ticks);
        uses.add(
            new RankUse(
                rank.attempt(),
                rank.rank(),
                ticks * TICK_NANOS * 1000 / elapsed,
                total.pages * PAGE_BYTES,
                total.count));
      }
    }
    before = now;
    beforeNanos = nowNanos;
    return uses;
  }

  private Map<Long, Total> totals() {
    Map<Long, Total> totals = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path process : all) {
        add(process, totals);
      }
    } catch (IOException _) {
      return totals; // Without /proc nothing is measured.
    }
    return totals;
  }

  private static void add(Path process, Map<Long, Total> totals) {
    String line;
    try {
      line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return; // It has ended.
    }
    // proc(5): the fields after the name, which may itself hold spaces and parentheses.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    if (fields.length > 21) {
      long ticks = 0;
      for (int i = 11; i <= 14; i++) { // utime, stime, and those of children that were waited for
        ticks += Long.parseLong(fields[i]);
      }
      totals.merge(
          Long.parseLong(fields[3]),
          new Total(ticks, Long.parseLong(fields[21].strip()), 1),
          Total::plus);
    }
  }
}
