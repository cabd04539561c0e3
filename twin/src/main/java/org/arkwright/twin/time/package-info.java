/**
 * Simulated time: one queue of things to come in a total order, seeded dice, and a trace of what
 * happened. Start at {@link org.arkwright.twin.time.Timeline}.
 */
@NullMarked
package org.arkwright.twin.time;

import org.jspecify.annotations.NullMarked;
