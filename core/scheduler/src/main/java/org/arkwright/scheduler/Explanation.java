package org.arkwright.scheduler;

import org.arkwright.model.PendingReason;

/**
 * Why a gang waits and how far up it is.
 *
 * @param position 1 for the gang that the scheduler looks at first
 * @param queued how many gangs wait in all
 * @param ordering the name of the policy that orders them
 */
public record Explanation(PendingReason reason, long position, long queued, String ordering) {}
