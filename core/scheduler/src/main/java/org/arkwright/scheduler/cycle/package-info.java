/**
 * One scheduling cycle: the queue, the head of each class, the victims of preemption, and the plan.
 * Start at {@link org.arkwright.scheduler.cycle.Planning}.
 */
package org.arkwright.scheduler.cycle;
