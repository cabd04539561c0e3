/**
 * Carries out orders and keeps the story of each rank straight: {@link
 * org.arkwright.worker.supervise.Supervisor} is the one that decides what a rank's state is, on the
 * evidence of processes, records and the spool.
 */
@NullMarked
package org.arkwright.worker.supervise;

import org.jspecify.annotations.NullMarked;
