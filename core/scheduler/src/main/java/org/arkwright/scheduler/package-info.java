/**
 * The scheduler: a pure function from a view of the cluster to a plan, with a reason for every gang
 * that waits. Start at {@link org.arkwright.scheduler.Scheduler}; {@link
 * org.arkwright.scheduler.ClusterView} is all that it sees.
 */
package org.arkwright.scheduler;
