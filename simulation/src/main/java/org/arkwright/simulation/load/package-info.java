/**
 * What a simulated site is asked to do: random fleets, quotas and jobs, and clients who repeat
 * themselves until they are answered.
 */
@NullMarked
package org.arkwright.simulation.load;

import org.jspecify.annotations.NullMarked;
