/**
 * Followers of jobs, deployments, imports and events. Start at {@link
 * org.arkwright.cli.follow.JobFollower}: it prints a job's output without losing or repeating a
 * byte, and its state, and handles Ctrl-C. {@link org.arkwright.cli.follow.Reconnection} carries
 * every follower over server restarts.
 */
@NullMarked
package org.arkwright.cli.follow;

import org.jspecify.annotations.NullMarked;
