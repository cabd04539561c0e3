/**
 * The machine that the control plane runs on, as a site: {@link org.arkwright.local.LocalWorkers}
 * keeps a worker process alive for each node, {@link org.arkwright.local.LocalSite} joins them with
 * the engine that all sites share.
 */
@NullMarked
package org.arkwright.local;

import org.jspecify.annotations.NullMarked;
