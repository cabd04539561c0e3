package org.arkwright.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Reads the time from which on something is wanted. */
final class SinceReader {
  private SinceReader() {}

  /** Returns the parameter {@code since} in nanoseconds since the Unix epoch; empty if absent. */
  static OptionalLong nanos(ApiRequest request) {
    return request
        .query("since", "a time such as 2030-01-31T18:00:00Z", SinceReader::parse)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static Optional<Long> parse(String text) {
    try {
      Instant at = Instant.parse(text);
      return Optional.of(
          Math.addExact(
              Math.multiplyExact(at.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)), at.getNano()));
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
