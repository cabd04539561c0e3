/**
 * Hosts that join a site by themselves: {@link org.arkwright.hosts.JoinedHosts} starts nothing
 * there, and fences them by their leases.
 */
@NullMarked
package org.arkwright.hosts;

import org.jspecify.annotations.NullMarked;
