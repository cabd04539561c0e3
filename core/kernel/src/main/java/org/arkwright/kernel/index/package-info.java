/**
 * The structures that {@link org.arkwright.kernel.state.State} answers from without searching: what
 * each node and project holds, which gangs wait, what is due when. Each is kept up to date event by
 * event and can be rebuilt from the jobs, nodes and quotas alone. Nothing here decides anything.
 */
package org.arkwright.kernel.index;
