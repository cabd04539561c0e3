/** Quota during a cycle: nominal, borrowed and lent, by Kueue's rules for one level of cohorts. */
package org.arkwright.scheduler.quota;
