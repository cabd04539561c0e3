package org.arkwright.model.job;

import java.util.List;

/**
 * The expected run time of a job at submission, as equally likely run times.
 *
 * @param runNanos ascending, in nanoseconds; empty when nothing was known
 */
public record Forecast(List<Long> runNanos) {
  /** The forecast where nothing is known. */
  public static final Forecast NONE = new Forecast(List.of());

  public Forecast {
    runNanos = List.copyOf(runNanos);
    for (int i = 1; i < runNanos.size(); i++) {
      if (runNanos.get(i) < runNanos.get(i - 1)) {
        throw new IllegalArgumentException("run times are not ascending: " + runNanos);
      }
    }
  }
}
