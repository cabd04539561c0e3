/**
 * A site in simulated time for users: the production control loop, kernel and scheduler with work
 * that arrives by a trace, on machinery that is only imagined and never fails. Start at {@link
 * org.arkwright.twin.replay.SiteReplay}.
 */
@NullMarked
package org.arkwright.twin.replay;

import org.jspecify.annotations.NullMarked;
