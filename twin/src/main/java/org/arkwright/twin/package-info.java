/**
 * The twin: the production kernel, scheduler and controller in simulated time, with seeded faults
 * and independent checks. The same seed gives the same bytes of journal, so a seed and a commit are
 * a bug report. Start at {@link org.arkwright.twin.Simulation}; {@link org.arkwright.twin.Simulate}
 * runs it from the command line.
 */
@NullMarked
package org.arkwright.twin;

import org.jspecify.annotations.NullMarked;
