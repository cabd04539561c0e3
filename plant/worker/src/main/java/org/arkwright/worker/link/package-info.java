/**
 * The worker's connection to the control plane: {@link org.arkwright.worker.link.ServerLink} polls
 * for orders and delivers observations, {@link org.arkwright.worker.link.Lease} limits how long the
 * ranks may run without it.
 */
@NullMarked
package org.arkwright.worker.link;

import org.jspecify.annotations.NullMarked;
