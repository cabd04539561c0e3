/**
 * The production control loop in simulated time under seeded faults: {@link
 * org.arkwright.simulation.Simulation} is one seed's run, {@link org.arkwright.simulation.Simulate}
 * the command that runs many. What must never happen is checked in {@code check}.
 */
@NullMarked
package org.arkwright.simulation;

import org.jspecify.annotations.NullMarked;
