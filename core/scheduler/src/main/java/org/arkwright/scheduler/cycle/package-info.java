/**
 * One planning cycle: the queue, whose turn it is, whom to stop, and the plan. Start at {@link
 * org.arkwright.scheduler.cycle.Planning}.
 */
package org.arkwright.scheduler.cycle;
