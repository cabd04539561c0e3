/**
 * The worker's line to the control plane: {@link org.arkwright.worker.link.ServerLink} asks for
 * orders and delivers observations, {@link org.arkwright.worker.link.Lease} says how long the ranks
 * may go on without it.
 */
@NullMarked
package org.arkwright.worker.link;

import org.jspecify.annotations.NullMarked;
