package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Event;

/**
 * Checks that a subscriber who returns after each crash sees every durable event once and in order.
 */
public final class StreamCheck implements EventWatch, EventListener {
  private final List<Event> durable = new ArrayList<>();
  private long seen;

  @Override
  public void happened(Event event) {
    durable.add(event);
  }

  /** The number after which the subscriber resumes. */
  public long seen() {
    return seen;
  }

  @Override
  public void onEvents(List<NumberedEvent> events) {
    for (NumberedEvent numbered : events) {
      unless(
          numbered.number() == seen + 1,
          "a subscriber who saw %d is sent %d next",
          seen,
          numbered.number());
      unless(
          numbered.number() <= durable.size() && durable.get((int) seen).equals(numbered.event()),
          "a subscriber is sent %s, which is not durable",
          numbered);
      seen++;
    }
  }
}
