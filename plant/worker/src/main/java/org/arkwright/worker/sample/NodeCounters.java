package org.arkwright.worker.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.protocol.Sample.NodeUse;

/** Measures the whole node by what the kernel counts (proc(5)). Not thread-safe. */
final class NodeCounters {
  private static final long TICK_NANOS = 10_000_000;

  /** The indexes of idle and iowait among the times of a processor. */
  private static final int IDLE = 3;

  private static final int IO_WAIT = 4;

  /** User, nice, system, idle, iowait, irq, softirq; guest time is in user. */
  private static final int TIMES = 7;

  private static final String LOOPBACK = "lo";
  private static final int SENT_FIELD = 8;

  private final Path proc;
  private Counted before = new Counted(Optional.empty(), Optional.empty(), Optional.empty());
  private long beforeNanos;

  NodeCounters(Path proc) {
    this.proc = proc;
  }

  private record Counted(Optional<Long> busyNanos, Optional<Long> received, Optional<Long> sent) {}

  /** Returns what the node uses; rates since the last call, none at the first. */
  NodeUse measure(long nowNanos) {
    Counted now = new Counted(busyNanos(), network(0), network(SENT_FIELD));
    long elapsed = Math.max(1, nowNanos - beforeNanos);
    NodeUse use =
        new NodeUse(
            rate(now.busyNanos, before.busyNanos, elapsed, 1000),
            memory(),
            rate(now.received, before.received, elapsed, 1e9),
            rate(now.sent, before.sent, elapsed, 1e9));
    before = now;
    beforeNanos = nowNanos;
    return use;
  }

  private static Optional<Long> rate(
      Optional<Long> now, Optional<Long> earlier, long elapsed, double scale) {
    return now.flatMap(
        value -> earlier.map(old -> (long) (Math.max(0, value - old) * scale / elapsed)));
  }

  private Optional<Long> busyNanos() {
    String text = text("stat");
    String[] fields = text.substring(0, Math.max(0, text.indexOf('\n'))).split(" +", -1);
    if (fields.length <= TIMES || !fields[0].equals("cpu")) {
      return Optional.empty();
    }
    long ticks = 0;
    for (int i = 0; i < TIMES; i++) {
      ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i + 1]);
    }
    return Optional.of(ticks * TICK_NANOS);
  }

  private Optional<Long> memory() {
    String text = text("meminfo");
    Optional<Long> total = kibibytes(text, "MemTotal:");
    return total.flatMap(all -> kibibytes(text, "MemAvailable:").map(free -> (all - free) << 10));
  }

  private static Optional<Long> kibibytes(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split(" ", 2)[0])
        .map(Long::valueOf)
        .findFirst();
  }

  /** Sums a column of all interfaces that reach other machines. */
  private Optional<Long> network(int field) {
    long sum = 0;
    boolean any = false;
    for (String line : text("net/dev").lines().skip(2).toList()) {
      int colon = line.indexOf(':');
      String[] fields = line.substring(colon + 1).strip().split(" +", -1);
      if (colon > 0
          && !line.substring(0, colon).strip().equals(LOOPBACK)
          && fields.length > SENT_FIELD) {
        sum += Long.parseLong(fields[field]);
        any = true;
      }
    }
    return any ? Optional.of(sum) : Optional.empty();
  }

  private String text(String file) {
    try {
      return Files.readString(proc.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
