package org.arkwright.simulation.check;

import org.arkwright.model.Event;

/** Sees every durable event once, in order, whoever else learnt of it. */
@FunctionalInterface
public interface EventWatch {
  void happened(Event event);
}
