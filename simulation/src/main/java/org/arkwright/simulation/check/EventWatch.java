package org.arkwright.simulation.check;

import org.arkwright.model.Event;

/** An observer of every durable event, once and in order, whoever else learnt of it. */
@FunctionalInterface
public interface EventWatch {
  void happened(Event event);
}
