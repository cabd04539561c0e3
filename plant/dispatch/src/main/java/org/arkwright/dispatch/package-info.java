/**
 * What every kind of site has in common: sessions with workers that ask for orders, leases, the
 * repeating of orders until they are carried out, and the re-introduction of either side after a
 * restart. Start at {@link org.arkwright.dispatch.DispatchEngine}; a kind of site is a {@link
 * org.arkwright.dispatch.WorkerProvider}.
 */
@NullMarked
package org.arkwright.dispatch;

import org.jspecify.annotations.NullMarked;
