/**
 * A simulated site: nodes with power, processes and a durable spool, workers with leases, a network
 * that loses and reorders messages, and an engine and a journal that crash. Start at {@link
 * org.arkwright.simulation.site.SimulatedEngine} and {@link
 * org.arkwright.simulation.site.SimulatedNode}.
 */
@NullMarked
package org.arkwright.simulation.site;

import org.jspecify.annotations.NullMarked;
