/**
 * Placement of whole gangs, now and at the later points in time that matter in a cycle. Start at
 * {@link org.arkwright.scheduler.placement.FreeTimeline}.
 */
package org.arkwright.scheduler.placement;
