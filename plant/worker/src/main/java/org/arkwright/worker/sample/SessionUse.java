package org.arkwright.worker.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.arkwright.protocol.Sample.RankUse;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.jspecify.annotations.Nullable;

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

  SessionUse(Path processes) {
    this.processes = processes;
  }

  /**
   * What the processes of a session have used.
   *
   * @param ticks processor time
   * @param sharedPages the part of the resident pages that is of files; -1 where it is unknown
   * @param read bytes had from disks; -1 where that is unknown
   */
  private record Total(
      long ticks, long pages, long sharedPages, long read, long written, int count) {
    Total plus(Total other) {
      return new Total(
          ticks + other.ticks,
          pages + other.pages,
          both(sharedPages, other.sharedPages),
          both(read, other.read),
          both(written, other.written),
          count + other.count);
    }

    private static long both(long one, long other) {
      return one < 0 || other < 0 ? -1 : one + other;
    }
  }

  /** Returns the use of each rank; rates since the last call, for those that were seen then. */
  List<RankUse> measure(List<RunningRank> ranks, long nowNanos) {
    Map<Long, Total> now =
        ranks.isEmpty()
            ? Map.of()
            : totals(ranks.stream().map(RunningRank::pid).collect(Collectors.toUnmodifiableSet()));
    List<RankUse> uses = new ArrayList<>();
    long elapsed = Math.max(1, nowNanos - beforeNanos);
    for (RunningRank rank : ranks) {
      Total total = now.get(rank.pid());
      if (total != null) {
        uses.add(use(rank, total, before.get(rank.pid()), elapsed));
      }
    }
    before = now;
    beforeNanos = nowNanos;
    return uses;
  }

  private static RankUse use(RunningRank rank, Total now, @Nullable Total earlier, long elapsed) {
    return new RankUse(
        rank.attempt(),
        rank.rank(),
        // Processes that ended since take their time with them, unless a parent waited for them.
        earlier == null
            ? Optional.empty()
            : Optional.of(Math.max(0, now.ticks - earlier.ticks) * TICK_NANOS * 1000 / elapsed),
        now.pages * PAGE_BYTES,
        now.sharedPages < 0
            ? Optional.empty()
            : Optional.of(Math.max(0, now.pages - now.sharedPages) * PAGE_BYTES),
        earlier == null ? Optional.empty() : rate(now.read, earlier.read, elapsed),
        earlier == null ? Optional.empty() : rate(now.written, earlier.written, elapsed),
        now.count);
  }

  private static Optional<Long> rate(long now, long earlier, long elapsedNanos) {
    return now < 0 || earlier < 0
        ? Optional.empty()
        : Optional.of((long) (Math.max(0, now - earlier) * 1e9 / elapsedNanos));
  }

  private Map<Long, Total> totals(Set<Long> sessions) {
    Map<Long, Total> totals = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path process : all) {
        add(process, sessions, totals);
      }
    } catch (IOException _) {
      return totals; // Without /proc nothing is measured.
    }
    return totals;
  }

  private static void add(Path process, Set<Long> sessions, Map<Long, Total> totals) {
    String line;
    try {
      line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return; // It has ended.
    }
    // proc(5): the fields after the name, which may itself hold spaces and parentheses.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 23);
    if (fields.length <= 21) {
      return;
    }
    long session = Long.parseLong(fields[3]);
    if (!sessions.contains(session)) {
      return;
    }
    long ticks = 0;
    for (int i = 11; i <= 14; i++) { // utime, stime, and those of children that were waited for
      ticks += Long.parseLong(fields[i]);
    }
    String io = text(process.resolve("io"));
    // The resident pages of stat are counted less exactly, and may be fewer than those of files.
    String[] statm = text(process.resolve("statm")).split(" ", 4);
    boolean known = statm.length == 4;
    totals.merge(
        session,
        new Total(
            ticks,
            Long.parseLong(known ? statm[1] : fields[21].strip()),
            known ? Long.parseLong(statm[2]) : -1,
            member(io, "read_bytes: "),
            member(io, "write_bytes: "),
            1),
        Total::plus);
  }

  private static long member(String lines, String name) {
    int at = lines.indexOf("\n" + name);
    if (at < 0) {
      return -1;
    }
    int begin = at + 1 + name.length();
    return Long.parseLong(lines.substring(begin, lines.indexOf('\n', begin)));
  }

  /** Returns a file's text; empty where it may not be read, or its process has ended. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
