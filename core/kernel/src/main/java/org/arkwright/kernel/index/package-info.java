/**
 * The indexes from which {@link org.arkwright.kernel.state.State} answers without searching: what
 * each node and project holds, which gangs are queued, what is due when. Each is updated event by
 * event and can be rebuilt from the jobs, nodes and quotas alone. Nothing here makes decisions.
 * Start at {@link org.arkwright.kernel.index.NodeTable} and {@link
 * org.arkwright.kernel.index.PendingIndex}.
 */
package org.arkwright.kernel.index;
