/**
 * The engine common to all kinds of sites: sessions with workers that poll for orders, leases,
 * repetition of orders until they are carried out, registration after a restart of either side, and
 * byte streams to nodes ({@link org.arkwright.dispatch.Channels}). Start at {@link
 * org.arkwright.dispatch.DispatchEngine}; a kind of site is a {@link
 * org.arkwright.dispatch.WorkerProvider}.
 */
@NullMarked
package org.arkwright.dispatch;

import org.jspecify.annotations.NullMarked;
