/**
 * Hosts that join a site by themselves, beside a worker on the control plane's machine ({@link
 * org.arkwright.hosts.JoinedHosts}) or alone ({@link org.arkwright.hosts.HostSite}): nothing is
 * started there, and they are fenced by their leases.
 */
@NullMarked
package org.arkwright.hosts;

import org.jspecify.annotations.NullMarked;
