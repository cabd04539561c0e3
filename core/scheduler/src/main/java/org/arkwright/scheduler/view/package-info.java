/**
 * The scheduler's read-only view of the cluster: nodes and their free capacity, the queue, the mix
 * of work. Start at {@link org.arkwright.scheduler.view.ClusterView}.
 */
package org.arkwright.scheduler.view;
