/**
 * Quota during a cycle: nominal, borrowed and lent, by Kueue's rules for one level of cohorts.
 * Start at {@link org.arkwright.scheduler.quota.Headroom}.
 */
package org.arkwright.scheduler.quota;
