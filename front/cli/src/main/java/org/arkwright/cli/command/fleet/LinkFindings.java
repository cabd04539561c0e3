package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is poor about a link that was measured. */
final class LinkFindings {
  /** TCP over a good link gives nine tenths of what the interface says. */
  private static final double GOOD_SHARE = 0.7;

  private static final double ONE_WAY_SHARE = 0.5;
  private static final int UNEVEN = 20;
  private static final long CLOCK_NANOS_MAX = 1_000_000_000;
  private static final double BITS = 8;
  private static final double GIGA = 1e9;

  private LinkFindings() {}

  /** Says it in sentences; none where nothing is. */
  static List<String> of(JsonNode link) {
    List<String> found = new ArrayList<>();
    if (link.has("problem")) {
      return List.of("cannot be reached: " + link.path("problem").asText());
    }
    double up = Math.max(link.path("up").asDouble(), link.path("upStreams").asDouble());
    double down = Math.max(link.path("down").asDouble(), link.path("downStreams").asDouble());
    double nic = link.path("nic").asDouble();
    if (nic > 0 && Math.min(up, down) < GOOD_SHARE * nic) {
      found.add(
          "%s of the %s that its interface says".formatted(rate(Math.min(up, down)), rate(nic)));
    }
    if (Math.min(up, down) < ONE_WAY_SHARE * Math.max(up, down)) {
      found.add(
          "one direction is %.1f times the other"
              .formatted(Math.max(up, down) / Math.max(1, Math.min(up, down))));
    }
    long p50 = link.path("p50Nanos").asLong();
    long p99 = link.path("p99Nanos").asLong();
    if (p99 > UNEVEN * Math.max(1, p50)) {
      found.add(
          "one round trip of a hundred takes %d times the usual".formatted(p99 / Math.max(1, p50)));
    }
    long clock = link.path("clockNanos").asLong();
    if (Math.abs(clock) > CLOCK_NANOS_MAX) {
      found.add("the clocks are %s apart".formatted(time(Math.abs(clock))));
    }
    return found;
  }

  /** Returns bytes a second as bits a second. */
  static String rate(double bytesPerSecond) {
    return String.format(Locale.ROOT, "%.2f Gbit/s", bytesPerSecond * BITS / GIGA);
  }

  /** Returns nanoseconds in the unit in which people read them. */
  static String time(long nanos) {
    long size = Math.abs(nanos);
    if (size < 1_000_000) {
      return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
    }
    return size < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
