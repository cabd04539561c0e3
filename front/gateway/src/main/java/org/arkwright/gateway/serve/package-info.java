/**
 * Deployed web servers that are no models: pages, notebooks, sockets, below {@code /serve/NAME/}
 * and with a key. Start at {@link org.arkwright.gateway.serve.ServeService}.
 */
@NullMarked
package org.arkwright.gateway.serve;

import org.jspecify.annotations.NullMarked;
