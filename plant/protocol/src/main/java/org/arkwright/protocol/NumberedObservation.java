package org.arkwright.protocol;

import org.arkwright.model.Command.Observation;

/** An observation and its number, counted from 1 within an incarnation of the worker. */
public record NumberedObservation(long number, Observation observation) {}
