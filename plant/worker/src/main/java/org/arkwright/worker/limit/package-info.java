/**
 * What keeps a rank within what it was given: memory, CPU, number of processes, and a sandbox.
 *
 * <p>Start at {@link org.arkwright.worker.limit.IsolationMechanisms}: its probe tries every
 * mechanism on this machine for real and reports what holds, never what should; then it opens a
 * {@link org.arkwright.worker.rank.RankIsolation} for each rank. Control groups are preferred,
 * version 2 before version 1; resource limits of the process are the weaker fallback for memory
 * alone.
 */
@NullMarked
package org.arkwright.worker.limit;

import org.jspecify.annotations.NullMarked;
