/**
 * Simulated time: one queue of things to come in a total order, seeded dice, and a trace of what
 * happened. Start at {@link org.arkwright.simulation.time.SimulatedTime}.
 */
@NullMarked
package org.arkwright.simulation.time;

import org.jspecify.annotations.NullMarked;
