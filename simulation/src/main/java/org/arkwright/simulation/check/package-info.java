/**
 * Independent checks of a simulation. Each keeps its own small state from the durable events or
 * from the actual processes on the nodes, shares no code with the kernel, and throws a {@link
 * org.arkwright.simulation.time.Violation} as soon as an invariant is violated. Start at {@link
 * org.arkwright.simulation.check.LifeCheck}.
 */
@NullMarked
package org.arkwright.simulation.check;

import org.jspecify.annotations.NullMarked;
