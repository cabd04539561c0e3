package org.arkwright.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * When a job that may wait is to run.
 *
 * @param why the signal that weighs most in the choice
 * @param segments in order, apart from one another; never empty
 * @param savedPermille of what running at once and in one piece would have cost, by the forecast
 */
public record RunPlan(Signal.Kind why, List<Segment> segments, int savedPermille) {
  public RunPlan {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("a plan without a segment");
    }
  }

  /** A time in which to run, its end not included. */
  public record Segment(long beginsNanos, long endsNanos) {}

  /** Until when to hold back by then; empty when it is time to run, or the plan is over. */
  public OptionalLong heldUntil(long nowNanos) {
    for (Segment segment : segments) {
      if (nowNanos < segment.beginsNanos()) {
        return OptionalLong.of(segment.beginsNanos());
      }
      if (nowNanos < segment.endsNanos()) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  /** When the last segment ends. */
  public long endsNanos() {
    return segments.getLast().endsNanos();
  }
}
