/**
 * The machine that the control plane runs on, as a site. {@link org.arkwright.local.LocalWorkers}
 * keeps a worker process running for each node; {@link org.arkwright.local.LocalSite} combines them
 * with the engine that all sites share.
 */
@NullMarked
package org.arkwright.local;

import org.jspecify.annotations.NullMarked;
