package org.arkwright.model.deployment;

import java.time.Duration;

/**
 * The health probes of replicas: {@code GET path} on their port.
 *
 * @param path begins with a slash; status 200 means healthy
 * @param period time between two probes
 * @param timeout longest wait for an answer
 * @param failures number of consecutive failures after which a ready replica is replaced
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
          "invalid probes: path '%s', %d failures, times %s, %s, %s"
              .formatted(path, failures, period, timeout, startup));
    }
  }
}
