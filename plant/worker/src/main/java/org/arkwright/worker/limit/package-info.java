/**
 * The limits of ranks: memory, CPU, number of processes, and a sandbox.
 *
 * <p>Start at {@link org.arkwright.worker.limit.IsolationMechanisms}: its probe actually tries
 * every mechanism on this machine and reports what works; then it opens a {@link
 * org.arkwright.worker.rank.RankIsolation} for each rank. Control groups are preferred, version 2
 * before version 1; resource limits of processes are a weaker fallback for memory only.
 */
@NullMarked
package org.arkwright.worker.limit;

import org.jspecify.annotations.NullMarked;
