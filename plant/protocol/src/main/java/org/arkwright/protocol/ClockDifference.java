package org.arkwright.protocol;

import java.time.Duration;
import java.util.Optional;

/**
 * How far another host's clock is from this one's. Nothing that the platform decides depends on it:
 * leases are measured, and what is told of the past is told as an age. What ranks write of the time
 * themselves does, and a certificate is refused where it is more than an hour and a half.
 *
 * @param ahead by how much the other clock is later; negative where it is earlier
 */
public record ClockDifference(Duration ahead) {
  /** What people are told to do about it. */
  public static final String ADVICE =
      "Set them by NTP: work goes on, but times that ranks write do not agree";

  /** From where on people should know of it: longer than any message is under way. */
  private static final Duration NOTICED = Duration.ofMinutes(1);

  /**
   * Compares two clocks that were read at about the same time, both in milliseconds since 1970.
   *
   * @return empty where the difference does not matter
   */
  public static Optional<ClockDifference> of(long otherMillis, long ownMillis) {
    Duration ahead = Duration.ofMillis(otherMillis - ownMillis);
    return ahead.abs().compareTo(NOTICED) < 0
        ? Optional.empty()
        : Optional.of(new ClockDifference(ahead));
  }

  /** It for people, such as {@code 62 min ahead of} or {@code 3 min behind}. */
  @Override
  public String toString() {
    return ahead.isNegative()
        ? ahead.negated().toMinutes() + " min behind"
        : ahead.toMinutes() + " min ahead of";
  }
}
