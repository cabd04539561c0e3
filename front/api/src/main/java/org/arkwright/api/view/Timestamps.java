package org.arkwright.api.view;

import java.time.Instant;

/** Formats nanoseconds since the epoch as RFC 3339 text. */
public final class Timestamps {
  private Timestamps() {}

  public static String text(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .toString();
  }
}
