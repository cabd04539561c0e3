package org.arkwright.server.view;

import java.time.Instant;

/** Nanoseconds since the epoch as RFC 3339 text. */
public final class Moments {
  private Moments() {}

  public static String text(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .toString();
  }
}
