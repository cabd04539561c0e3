package org.arkwright.model.deployment;

import java.time.Duration;

/**
 * How replicas are asked for their health, with {@code GET path} on their port.
 *
 * @param path begins with a slash; an answer of 200 is health
 * @param period between two probes
 * @param timeout for the answer to one
 * @param failures after how many in a row a replica that was ready is replaced
 * @param startup how long after its start a replica may take to be ready before it is replaced
 */
public record Probes(
    String path, Duration period, Duration timeout, int failures, Duration startup) {
  public static final Probes DEFAULT =
      new Probes(
          "/health", Duration.ofSeconds(1), Duration.ofSeconds(2), 5, Duration.ofMinutes(10));

  public Probes {
    if (!path.startsWith("/")
        || !period.isPositive()
        || !timeout.isPositive()
        || !startup.isPositive()
        || failures < 1) {
      throw new IllegalArgumentException(
          "not probes: path '%s', %d failures, times %s, %s, %s"
              .formatted(path, failures, period, timeout, startup));
    }
  }
}
