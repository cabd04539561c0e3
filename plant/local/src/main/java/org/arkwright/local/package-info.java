/**
 * The machine that the control plane runs on, as one site or several. {@link
 * org.arkwright.local.LocalWorkers} keeps the worker process of a site running; {@link
 * org.arkwright.local.LocalSite} combines them with the engine that all sites share.
 */
@NullMarked
package org.arkwright.local;

import org.jspecify.annotations.NullMarked;
