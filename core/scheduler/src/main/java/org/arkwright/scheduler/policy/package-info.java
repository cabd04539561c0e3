/**
 * Named policies that score the placement of a rank, and their weighted sum. Start at {@link
 * org.arkwright.scheduler.policy.PlacementPolicy} and {@link
 * org.arkwright.scheduler.policy.PlacementScore}.
 */
package org.arkwright.scheduler.policy;
