package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import org.arkwright.model.Event;

/** Checks that starts of the control plane are numbered without gaps. */
public final class StartCheck implements EventWatch {
  private long epoch;

  @Override
  public void happened(Event event) {
    if (event instanceof Event.ServerStarted started) {
      unless(started.epoch() == epoch + 1, "start %d follows start %d", started.epoch(), epoch);
      epoch = started.epoch();
    }
  }
}
