/**
 * The scheduler: a pure function from a view of the cluster to a plan, with a reason for every gang
 * that waits. Start at {@link org.arkwright.scheduler.Scheduler}; {@link
 * org.arkwright.scheduler.view.ClusterView} is its only input.
 *
 * <p>One cycle is a {@code Planning}, whose numbered steps {@code README.md} draws, with quota in
 * {@code CycleQuota} and free capacity in {@code FreeTimeline}; {@code PlanCache} keeps results
 * between cycles. New placement strategies implement {@link
 * org.arkwright.scheduler.policy.PlacementPolicy}. Reasons are computed on demand by {@code
 * Diagnosis} from the current view; {@link org.arkwright.scheduler.explain.TruthCheck} verifies
 * them.
 */
package org.arkwright.scheduler;
