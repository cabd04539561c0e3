/**
 * The way of one request: key, limits, backend, upstream, and back piece by piece. Everything runs
 * on the client connection's event loop; nothing blocks it. Start reading at {@link
 * org.arkwright.gateway.proxy.ProxyService}.
 */
@NullMarked
package org.arkwright.gateway.proxy;

import org.jspecify.annotations.NullMarked;
