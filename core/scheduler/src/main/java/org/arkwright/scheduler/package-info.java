/**
 * The scheduler: a pure function from a view of the cluster to a plan, with a reason for every gang
 * that waits. Start at {@link org.arkwright.scheduler.Scheduler}; {@link
 * org.arkwright.scheduler.view.ClusterView} is all that it sees.
 *
 * <p>One cycle is a {@code Planning}: it takes turns over classes of gangs, with quota in {@code
 * QuotaBook} and room in {@code Timeline}; {@code Memory} keeps what need not be worked out again.
 * {@link org.arkwright.scheduler.policy.PlacementPolicy} is where a new opinion on placement goes.
 * Reasons are worked out later, by {@code Diagnosis}, from the view as it is then; {@link
 * org.arkwright.scheduler.explain.TruthCheck} holds them to account.
 */
package org.arkwright.scheduler;
