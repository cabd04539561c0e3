package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import org.arkwright.model.Event;

/** Starts of the control plane are numbered without a gap: no two of them are the same one. */
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
