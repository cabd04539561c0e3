/**
 * A site in simulated time for users: the production control loop, kernel and scheduler, with jobs
 * from a trace, on a simulated engine that never fails. Start at {@link
 * org.arkwright.twin.replay.SiteReplay}.
 */
@NullMarked
package org.arkwright.twin.replay;

import org.jspecify.annotations.NullMarked;
