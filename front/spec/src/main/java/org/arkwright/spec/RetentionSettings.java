package org.arkwright.spec;

import java.time.Duration;
import java.util.List;
import org.arkwright.model.unit.Bytes;

/**
 * How long what only informs is kept: {@code retention} in {@code site.yaml}. The journal itself
 * only grows.
 *
 * @param logs of output of ended attempts; older ones go
 * @param logBytes of all output; beyond it the oldest of ended attempts goes
 * @param metrics of the values by step of ended runs; their last values stay
 * @param metricPoints of all values by step; beyond it those of the runs that ended first go
 */
public record RetentionSettings(Duration logs, Bytes logBytes, Duration metrics, int metricPoints) {
  public static final RetentionSettings DEFAULT =
      new RetentionSettings(
          Duration.ofDays(90), new Bytes(20L << 30), Duration.ofDays(365), 100_000_000);

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  static RetentionSettings in(SpecFields site) {
    return site.mapping("retention", List.of("logs", "logBytes", "metrics", "metricPoints"))
        .map(fields ->
            new RetentionSettings(
                fields.value("logs", SpecScalar.duration(SHORTEST)).orElse(DEFAULT.logs),
                fields.value("logBytes", SpecScalar.bytes()).orElse(DEFAULT.logBytes),
                fields.value("metrics", SpecScalar.duration(SHORTEST)).orElse(DEFAULT.metrics),
                fields
                    .value("metricPoints", SpecScalar.wholeNumber(0, Integer.MAX_VALUE))
                    .orElse(DEFAULT.metricPoints)))
        .orElse(DEFAULT);
  }
}
