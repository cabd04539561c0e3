/**
 * The production control loop in simulated time under seeded faults: {@link
 * org.arkwright.simulation.Simulation} is the run of one seed, {@link
 * org.arkwright.simulation.Simulate} the command that runs many. The invariants are checked in
 * {@code check}.
 */
@NullMarked
package org.arkwright.simulation;

import org.jspecify.annotations.NullMarked;
