/**
 * Staying with a running job: its output rank by rank without a byte lost or doubled, its state as
 * it changes, and what Ctrl-C means meanwhile. Start at {@link
 * org.arkwright.cli.follow.JobFollower}.
 */
@NullMarked
package org.arkwright.cli.follow;

import org.jspecify.annotations.NullMarked;
