/**
 * Independent checks of a simulation. Each keeps its own small books from the durable events or
 * from the truth on the nodes, shares no code with the kernel, and throws a {@link
 * org.arkwright.simulation.time.Violation} the moment a promise is broken.
 */
@NullMarked
package org.arkwright.simulation.check;

import org.jspecify.annotations.NullMarked;
