/**
 * The worker: one process per node that spawns ranks, watches them, enforces their limits and
 * records their progress in a durable spool. It outlives the control plane and decides nothing
 * about placement. Start at {@link org.arkwright.worker.WorkerMain}, which connects its parts.
 */
@NullMarked
package org.arkwright.worker;

import org.jspecify.annotations.NullMarked;
