package org.arkwright.spec.site;

import java.time.Duration;
import java.util.List;
import org.arkwright.model.unit.Bytes;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * How long what only informs is kept: {@code retention} in {@code site.yaml}. The journal itself
 * only grows.
 *
 * @param logs of output of ended attempts; older ones go
 * @param logBytes of all output; beyond it the oldest of ended attempts goes
 * @param metrics of the values by step of ended runs; their last values stay
 * @param metricPoints of all values by step; beyond it those of the runs that ended first go
 * @param history of ended jobs in lists; older ones leave them
 * @param historyBytes of the records of ended jobs; beyond it those submitted first go
 */
public record RetentionSettings(
    Duration logs,
    Bytes logBytes,
    Duration metrics,
    int metricPoints,
    Duration history,
    Bytes historyBytes) {
  public static final RetentionSettings DEFAULT =
      new RetentionSettings(
          Duration.ofDays(90),
          new Bytes(20L << 30),
          Duration.ofDays(365),
          100_000_000,
          Duration.ofDays(1825),
          new Bytes(4L << 30));

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** Who follows a job to its end still asks how it ended. */
  private static final Duration LEAST_HISTORY = Duration.ofDays(1);

  static RetentionSettings in(SpecFields site) {
    return site.mapping(
            "retention",
            List.of("logs", "logBytes", "metrics", "metricPoints", "history", "historyBytes"))
        .map(fields ->
            new RetentionSettings(
                fields.value("logs", SpecScalar.duration(SHORTEST)).orElse(DEFAULT.logs),
                fields.value("logBytes", SpecScalar.bytes()).orElse(DEFAULT.logBytes),
                fields.value("metrics", SpecScalar.duration(SHORTEST)).orElse(DEFAULT.metrics),
                fields
                    .value("metricPoints", SpecScalar.wholeNumber(0, Integer.MAX_VALUE))
                    .orElse(DEFAULT.metricPoints),
                fields.value("history", SpecScalar.duration(LEAST_HISTORY)).orElse(DEFAULT.history),
                fields.value("historyBytes", SpecScalar.bytes()).orElse(DEFAULT.historyBytes)))
        .orElse(DEFAULT);
  }
}
