package org.arkwright.api.node;

import java.util.Optional;
import java.util.OptionalLong;
import org.arkwright.api.ApiRequest;
import org.arkwright.samples.History;

/**
 * Which samples a request asks for.
 *
 * @param sinceMillis from when on, in milliseconds since 1970
 * @param points how many at most
 */
public record SampleWindow(long sinceMillis, int points) {
  private static final int POINTS_DEFAULT = 300;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int POINTS_MAX = 5000;

  /** Reads it; empty where the request has problems then. */
  public static Optional<SampleWindow> of(ApiRequest request) {
    OptionalLong since = request.sinceNanos();
    int points = (int) request.number("points", 1, POINTS_MAX).orElse(POINTS_DEFAULT);
    return request.problems().isEmpty()
        ? Optional.of(new SampleWindow(since.orElse(0) / NANOS_PER_MILLI, points))
        : Optional.empty();
  }

  public History.Steps of(History history) {
    return history.steps(sinceMillis, Long.MAX_VALUE, points);
  }
}
