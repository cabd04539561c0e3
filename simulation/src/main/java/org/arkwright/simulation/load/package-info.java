/**
 * The load of a simulated site: random fleets, quotas and jobs, and clients that repeat requests
 * until they are answered. Start at {@link org.arkwright.simulation.load.SimulatedClients}.
 */
@NullMarked
package org.arkwright.simulation.load;

import org.jspecify.annotations.NullMarked;
