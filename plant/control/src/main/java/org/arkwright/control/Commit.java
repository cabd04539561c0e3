package org.arkwright.control;

import java.util.List;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.scheduler.cycle.Cycle;

/**
 * What one step of the writer has made durable, and the outcome of its latest scheduling cycle.
 * Immutable.
 *
 * @param events in order, without gaps; empty when only the cycle is new
 * @param number the number of the last durable entry
 * @param cycle the latest cycle; an idle one while the writer has not planned since a recovery
 * @param times what the writer has spent so far
 */
public record Commit(List<NumberedEvent> events, long number, Cycle cycle, WriterTimes times) {
  public Commit {
    events = List.copyOf(events);
  }

  /** A commit of a writer that has spent nothing yet. */
  public Commit(List<NumberedEvent> events, long number, Cycle cycle) {
    this(events, number, cycle, WriterTimes.NONE);
  }

  /** Receives commits, in order, on the writer's thread; must be quick and must not throw. */
  @FunctionalInterface
  public interface Listener {
    void onCommit(Commit commit);
  }
}
