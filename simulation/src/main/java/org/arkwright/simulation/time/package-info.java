/**
 * Simulated time: a queue of actions in a total order, a seeded source of randomness, and a trace
 * of steps. Start at {@link org.arkwright.simulation.time.SimulatedTime}.
 */
@NullMarked
package org.arkwright.simulation.time;

import org.jspecify.annotations.NullMarked;
