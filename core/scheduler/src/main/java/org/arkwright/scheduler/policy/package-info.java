/**
 * Where a rank had better go: named policies, and the weighted sum of them ({@link
 * org.arkwright.scheduler.policy.PlacementScore}).
 */
package org.arkwright.scheduler.policy;
