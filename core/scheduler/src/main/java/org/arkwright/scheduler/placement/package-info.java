/**
 * Finding places for whole gangs, now and at the moments that matter in a cycle. Start at {@link
 * org.arkwright.scheduler.placement.FreeTimeline}.
 */
package org.arkwright.scheduler.placement;
