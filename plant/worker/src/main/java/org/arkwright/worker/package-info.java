/**
 * The worker: one process per node that spawns ranks, watches them, enforces their limits and keeps
 * their story in a durable spool. It outlives the control plane and decides nothing about
 * placement.
 */
@NullMarked
package org.arkwright.worker;

import org.jspecify.annotations.NullMarked;
